namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>A function of the engine failed. Becomes an error of ours in <see cref="JetErrors"/>; people see it as the cause.</summary>
internal sealed class EsentException : Exception
{
    /// <summary>Creates it.</summary>
    public EsentException(int code, string function)
        : base($"{function}: {NameOf(code)} ({code}). {EsentAdvice.For((EsentError)code)}")
    {
        Error = (EsentError)code;
        Function = function;
    }

    /// <summary>Which error.</summary>
    public EsentError Error { get; }

    /// <summary>Its name in esent.h.</summary>
    public string Name => NameOf((int)Error);

    /// <summary>What to do.</summary>
    public string Advice => EsentAdvice.For(Error);

    /// <summary>The function that failed.</summary>
    public string Function { get; }

    /// <summary>Throws for errors; passes on success and warnings.</summary>
    /// <exception cref="EsentException">It is an error.</exception>
    public static EsentError Check(int code, string function) => code < 0 ? throw new EsentException(code, function) : (EsentError)code;

    private static string NameOf(int code) => Enum.IsDefined((EsentError)code) ? $"JET_{(EsentError)code}" : "JET error";
}

using System.Runtime.InteropServices;

namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>An instance of the engine: its own logs, its own recovery. Disposing it closes what is open, in order.</summary>
internal sealed unsafe class EsentInstance : SafeHandle
{
    private const uint TermComplete = 1;

    private EsentInstance(nuint instance)
        : base(0, ownsHandle: true) => SetHandle((nint)instance);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Sets a parameter that all instances of the process share. Works before the first of them only.</summary>
    public static void SetGlobal(EsentParameter parameter, nuint value) =>
        EsentException.Check(EsentApi.JetSetSystemParameterW(null, 0, (uint)parameter, value, null), nameof(EsentApi.JetSetSystemParameterW));

    /// <summary>Creates an instance; its parameters are set before <see cref="Initialize"/>.</summary>
    /// <param name="name">A name that no other instance of the process has.</param>
    public static EsentInstance Create(string name)
    {
        EsentException.Check(EsentApi.JetCreateInstance2W(out nuint instance, name, null, 0), nameof(EsentApi.JetCreateInstance2W));
        return new EsentInstance(instance);
    }

    /// <summary>Sets a number.</summary>
    public void Set(EsentParameter parameter, nuint value)
    {
        nuint instance = (nuint)handle;
        EsentException.Check(EsentApi.JetSetSystemParameterW(&instance, 0, (uint)parameter, value, null), nameof(EsentApi.JetSetSystemParameterW));
    }

    /// <summary>Sets a text.</summary>
    public void Set(EsentParameter parameter, string value)
    {
        nuint instance = (nuint)handle;
        EsentException.Check(EsentApi.JetSetSystemParameterW(&instance, 0, (uint)parameter, 0, value), nameof(EsentApi.JetSetSystemParameterW));
    }

    /// <summary>Starts it. After a crash this recovers: what was committed is in the databases, what was not is undone.</summary>
    public void Initialize()
    {
        nuint instance = (nuint)handle;
        int code = EsentApi.JetInit(&instance);
        if (code < 0)
            SetHandleAsInvalid(); // JetInit gives the instance up when it fails.
        EsentException.Check(code, nameof(EsentApi.JetInit));
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => EsentApi.JetTerm2((nuint)handle, TermComplete) >= 0;
}

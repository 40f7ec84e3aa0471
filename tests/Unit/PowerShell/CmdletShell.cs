using System.Collections;

namespace Veeam365.Backup.Tests.PowerShell;

/// <summary>A runspace to run cmdlets in.</summary>
internal sealed class CmdletShell : IDisposable
{
    private readonly dynamic _host = Activator.CreateInstance(
        CmdletAssembly.Instance.Shell.GetType("System.Management.Automation.Shell.ShellHost", throwOnError: true)!, CmdletAssembly.Instance.Cmdlets)!;

    /// <summary>Runs a cmdlet; the result has Output, Errors, Warnings, Verbose, Progress, Asked and WasStopped.</summary>
    public dynamic Run(string cmdlet, object? arguments = null, IEnumerable? input = null, int first = 0, CancellationToken stop = default)
    {
        Dictionary<string, object?> named = arguments?.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(arguments)) ?? [];
        return _host.Run(cmdlet, named, input, first, stop);
    }

    /// <summary>Runs a cmdlet that must not complain, and returns what it wrote.</summary>
    public List<dynamic> Get(string cmdlet, object? arguments = null, IEnumerable? input = null)
    {
        dynamic result = Run(cmdlet, arguments, input);
        Assert.Empty(((IEnumerable<dynamic>)result.Errors).Select(e => (string)e.Exception.ToString()));
        return [.. (IEnumerable<dynamic>)result.Output];
    }

    public List<dynamic> Complete(string completer, string word) => [.. (IEnumerable<dynamic>)_host.Complete(completer, word)];

    public void Dispose() => _host.Dispose();
}

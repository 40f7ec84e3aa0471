namespace System.Management.Automation.Shell;

/// <summary>What one cmdlet wrote. Writing from another thread than the pipeline's is refused, as PowerShell does.</summary>
public sealed class Pipeline(string parameterSetName, bool whatIf, int first)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile bool _stopped;

    public string ParameterSetName { get; internal set; } = parameterSetName;

    public List<object?> Output { get; } = [];

    public List<ErrorRecord> Errors { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<string> Verbose { get; } = [];

    public List<ProgressRecord> Progress { get; } = [];

    public List<string> Asked { get; } = [];

    /// <summary>True once it was stopped as by Ctrl+C.</summary>
    public bool WasStopped => _stopped;

    internal void Stop() => _stopped = true;

    internal void Write(object? value)
    {
        Check();
        Output.Add(value);
        if (Output.Count == first)
            throw new EnoughException();
    }

    internal void WriteError(ErrorRecord error)
    {
        Check();
        Errors.Add(error);
    }

    internal void WriteWarning(string text)
    {
        Check();
        Warnings.Add(text);
    }

    internal void WriteVerbose(string text)
    {
        Check();
        Verbose.Add(text);
    }

    internal void WriteProgress(ProgressRecord record)
    {
        Check();
        Progress.Add(record);
    }

    internal bool ShouldProcess(string target, string action)
    {
        Check();
        Asked.Add($"{action}: {target}");
        return !whatIf;
    }

    private void Check()
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("Only the pipeline's thread may write.");
        if (_stopped)
            throw new PipelineStoppedException();
    }
}

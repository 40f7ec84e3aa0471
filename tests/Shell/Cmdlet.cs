namespace System.Management.Automation;

public abstract class Cmdlet : Internal.InternalCommand
{
    public void WriteObject(object? sendToPipeline) => Pipeline.Write(sendToPipeline);

    public void WriteError(ErrorRecord errorRecord) => Pipeline.WriteError(errorRecord);

    public void WriteWarning(string text) => Pipeline.WriteWarning(text);

    public void WriteVerbose(string text) => Pipeline.WriteVerbose(text);

    public void WriteProgress(ProgressRecord progressRecord) => Pipeline.WriteProgress(progressRecord);

    public bool ShouldProcess(string target, string action) => Pipeline.ShouldProcess(target, action);

    public bool ShouldProcess(string verboseDescription, string verboseWarning, string? caption, out ShouldProcessReason shouldProcessReason)
    {
        bool goesOn = Pipeline.ShouldProcess(caption ?? "", verboseDescription);
        shouldProcessReason = goesOn ? ShouldProcessReason.None : ShouldProcessReason.WhatIf;
        return goesOn;
    }

    public void ThrowTerminatingError(ErrorRecord errorRecord) => throw new Shell.TerminatingException(errorRecord);

    protected virtual void BeginProcessing()
    {
    }

    protected virtual void ProcessRecord()
    {
    }

    protected virtual void EndProcessing()
    {
    }

    protected virtual void StopProcessing()
    {
    }

    internal void Begin() => BeginProcessing();

    internal void Process() => ProcessRecord();

    internal void End() => EndProcessing();

    internal void Stop() => StopProcessing();
}

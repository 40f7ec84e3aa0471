using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.PowerShell.Pipeline;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Shows how far a retention run is.</summary>
internal sealed class RetentionDisplay(IOutput output, string activity) : IProgress<RetentionProgress>
{
    public void Report(RetentionProgress value)
    {
        bool isCounted = value.Total > 0 && value.Done > 0;
        string status = isCounted ? $"{value.Step}: {Readable.Count(value.Done)} of {Readable.Count(value.Total)}" : value.Step;
        output.ShowProgress([new ProgressLine(0, activity, status, isCounted ? (double)value.Done / value.Total : null)]);
    }
}

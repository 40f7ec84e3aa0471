using System.Diagnostics;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.PowerShell.Pipeline;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Shows how far a validation is, with its rate and the time left. Called from several threads.</summary>
internal sealed class VerificationDisplay(IOutput output, string repository)
{
    // Before that an estimate means nothing.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private readonly Lock _sync = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private string _step = "";

    public void Show(VerificationProgress progress)
    {
        TimeSpan elapsed;
        lock (_sync)
        {
            if (progress.Step != _step)
            {
                _step = progress.Step;
                _watch.Restart();
            }
            elapsed = _watch.Elapsed;
        }
        double? fraction = progress.BytesTotal is > 0 ? (double)progress.Bytes / progress.BytesTotal : progress.Total is > 0 ? (double)progress.Done / progress.Total : null;
        TimeSpan? remaining = fraction is > 0 && elapsed > Least ? elapsed * ((1 - fraction.Value) / fraction.Value) : null;
        output.ShowProgress([new ProgressLine(0, $"Validating repository '{repository}'", Describe(progress, elapsed), fraction, remaining)]);
    }

    private static string Describe(VerificationProgress progress, TimeSpan elapsed)
    {
        string count = progress.Total is { } total ? $"{Readable.Count(progress.Done)} of {Readable.Count(total)}" : Readable.Count(progress.Done);
        string rate = progress.Bytes > 0 && elapsed > Least ? $", {Readable.Bytes(progress.Bytes / elapsed.TotalSeconds)}/s" : "";
        return $"{progress.Step}: {count}{rate}";
    }
}

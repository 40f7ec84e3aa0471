using System.Management.Automation;

namespace Veeam365.Backup.PowerShell.Pipeline;

/// <summary>Shows the newest progress and takes away what is no longer true. <see cref="Set"/> from any thread, the rest on the pipeline's.</summary>
internal sealed class ProgressDisplay(Action<ProgressRecord> write)
{
    private readonly HashSet<int> _shown = [];
    private IReadOnlyList<ProgressLine>? _latest;

    /// <summary>Sets what the next <see cref="Render"/> shows.</summary>
    public void Set(IReadOnlyList<ProgressLine> lines) => Interlocked.Exchange(ref _latest, lines);

    /// <summary>Shows what was set since the last time.</summary>
    public void Render()
    {
        if (Interlocked.Exchange(ref _latest, null) is not { } lines)
            return;
        foreach (ProgressLine line in lines)
        {
            _shown.Add(line.Id);
            write(RecordOf(line));
        }
        foreach (int gone in _shown.Except(lines.Select(l => l.Id)).ToArray())
            Complete(gone);
    }

    /// <summary>Takes everything away.</summary>
    public void Clear()
    {
        Interlocked.Exchange(ref _latest, null);
        foreach (int id in _shown.OrderDescending().ToArray())
            Complete(id);
    }

    private void Complete(int id)
    {
        _shown.Remove(id);
        write(new ProgressRecord(id, "Done", "Done") { ParentActivityId = ParentOf(id), RecordType = ProgressRecordType.Completed });
    }

    private static ProgressRecord RecordOf(ProgressLine line) => new(line.Id, OneLine(line.Activity), OneLine(line.Status))
    {
        ParentActivityId = ParentOf(line.Id),
        PercentComplete = line.Fraction is { } fraction ? (int)(Math.Clamp(fraction, 0, 1) * 100) : -1,
        SecondsRemaining = line.Remaining is { } remaining ? (int)Math.Min(remaining.TotalSeconds, int.MaxValue) : -1,
    };

    private static int ParentOf(int id) => id == 0 ? -1 : 0;

    // An empty text is refused by ProgressRecord, a line break tears the display.
    private static string OneLine(string text) => string.IsNullOrWhiteSpace(text) ? " " : text.ReplaceLineEndings(" ");
}

using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Writes what changed since the last look, a line each: for logs and for terminals that cannot be drawn on.</summary>
internal sealed class WatchLines(IOutput output)
{
    private readonly Dictionary<Guid, string> _told = [];
    private readonly Dictionary<Guid, int> _lines = [];

    /// <summary>Writes.</summary>
    public void Write(SessionWatch watch)
    {
        foreach (WatchedSession watched in watch.Watched)
        {
            WriteLog(watched);
            string text = $"{WatchText.Step(watched.Session)}: {WatchText.Of(watched)}";
            if (_told.GetValueOrDefault(watched.Session.Id) == text)
                continue;
            _told[watched.Session.Id] = text;
            output.WriteLine($"{ViewText.Clock(watched.Now)} {watched.Session.JobName}: {text}");
        }
    }

    private void WriteLog(WatchedSession watched)
    {
        int last = _lines.GetValueOrDefault(watched.Session.Id);
        foreach (SessionLogEntry entry in watched.Log.Where(e => e.Number > last))
        {
            output.WriteLine($"{ViewText.Clock(entry.Time)} {watched.Session.JobName}: {entry.Message.ReplaceLineEndings(" ")}");
            _lines[watched.Session.Id] = entry.Number;
        }
    }
}

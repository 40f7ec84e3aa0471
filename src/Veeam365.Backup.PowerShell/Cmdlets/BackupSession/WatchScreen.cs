using System.Management.Automation.Host;
using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>One screen that is drawn again at each look, beside what stood on the terminal before: that comes back when it is closed.</summary>
internal sealed class WatchScreen
{
    // The sequences of xterm, which every terminal that PowerShell calls virtual knows: invisible-island.net/xterm/ctlseqs/ctlseqs.html.
    private const string Enter = "\e[?1049h\e[?25l";
    private const string Leave = "\e[?25h\e[?1049l";
    private const string Home = "\e[H";
    private const string EndLine = "\e[K";
    private const string EndScreen = "\e[J";
    private const string Reset = "\e[0m";
    private const int BarWidth = 30;
    private const int MostTasks = 6;
    private const int MostLines = 4;

    private readonly PSHostUserInterface _terminal;
    private bool _isOpen = true;

    private WatchScreen(PSHostUserInterface terminal)
    {
        _terminal = terminal;
        _terminal.Write(Enter);
    }

    /// <summary>Opens it; null where nothing can be drawn.</summary>
    public static WatchScreen? TryOpen(PSHost? host)
    {
        bool canDraw = host is { Name: "ConsoleHost", UI.SupportsVirtualTerminal: true } && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return canDraw ? new WatchScreen(host!.UI) : null;
    }

    /// <summary>Draws.</summary>
    public void Draw(SessionWatch watch)
    {
        int width = Math.Max(20, _terminal.RawUI.WindowSize.Width - 1);
        int height = Math.Max(5, _terminal.RawUI.WindowSize.Height - 1);
        var lines = new List<string> { Cut($"Backup sessions, {ViewText.Clock(DateTimeOffset.UtcNow)} (Ctrl+C ends the watching; the sessions go on)", width) };
        foreach (WatchedSession watched in watch.Watched.OrderByDescending(w => w.IsOpen).ThenBy(w => w.Session.StartedAt))
            lines.AddRange(LinesOf(watched, width));
        var frame = new StringBuilder(Home);
        foreach (string line in lines.Take(height))
            frame.Append(line).Append(EndLine).Append("\r\n");
        _terminal.Write(frame.Append(EndScreen).ToString());
    }

    /// <summary>Gives the terminal back as it was. May be called twice, and from any thread.</summary>
    public void Close()
    {
        if (!Interlocked.Exchange(ref _isOpen, false))
            return;
        _terminal.Write(Leave);
    }

    private static IEnumerable<string> LinesOf(WatchedSession watched, int width)
    {
        BackupSession session = watched.Session;
        yield return "";
        yield return $"{ColorOf(session.Status)}{Cut($"{session.JobName}  {WatchText.Step(session)}  {ViewText.Duration(watched.Elapsed)}  {session.Kind}", width)}{Reset}";
        yield return Cut($"  {Bar(watched.Fraction)} {WatchText.Of(watched)}", width);
        if (!watched.IsOpen)
            yield break;
        foreach (SessionTask task in watched.Tasks.Take(MostTasks))
            yield return Cut($"    {WatchText.Of(task)}", width);
        if (watched.Tasks.Count > MostTasks)
            yield return "    ...";
        foreach (SessionLogEntry entry in watched.Log.TakeLast(MostLines))
            yield return $"{ColorOf(entry.Severity)}{Cut($"  {WatchText.Of(entry)}", width)}{Reset}";
    }

    private static string Bar(double? fraction)
    {
        int full = (int)((fraction ?? 0) * BarWidth);
        return $"[{new string('#', full)}{new string('.', BarWidth - full)}] {(fraction is { } known ? $"{(int)(known * 100),3} %" : "     ")}";
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";

    private static string ColorOf(SessionStatus status) => status switch
    {
        SessionStatus.Success => "\e[32;1m",
        SessionStatus.Failed or SessionStatus.Disconnected => "\e[31;1m",
        SessionStatus.Warning or SessionStatus.Stopped => "\e[33;1m",
        _ => "\e[36;1m",
    };

    private static string ColorOf(LogSeverity severity) => severity switch
    {
        LogSeverity.Info => "\e[2m",
        LogSeverity.Warning => "\e[33m",
        _ => "\e[31m",
    };
}

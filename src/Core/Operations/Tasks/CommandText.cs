using System.Text;

namespace Veeam365.Backup.Core.Operations;

/// <summary>Quotes words for those who take command lines apart. None of them sees anything in a word but the word.</summary>
internal static class CommandText
{
    // PowerShell takes typographic quotation marks for ASCII ones (about_Quoting_Rules).
    private const string SingleQuotes = "'\u2018\u2019\u201A\u201B";

    /// <summary>A literal of PowerShell.</summary>
    public static string PowerShell(string word)
    {
        var text = new StringBuilder("'");
        foreach (char c in word)
            text.Append(c, SingleQuotes.Contains(c, StringComparison.Ordinal) ? 2 : 1);
        return text.Append('\'').ToString();
    }

    /// <summary>An argument of a Windows command line, as CommandLineToArgvW and the C runtime take it apart.</summary>
    public static string Windows(string word)
    {
        var text = new StringBuilder("\"");
        int backslashes = 0;
        foreach (char c in word)
        {
            if (c == '"')
                text.Append('\\', backslashes + 1);
            backslashes = c == '\\' ? backslashes + 1 : 0;
            text.Append(c);
        }
        return text.Append('\\', backslashes).Append('"').ToString();
    }

    /// <summary>A word of ExecStart (systemd.service, "Command lines"): quotes and backslashes are its own, % begins specifiers, $ variables.</summary>
    public static string Systemd(string word) => '"' + word
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("%", "%%", StringComparison.Ordinal)
        .Replace("$", "$$", StringComparison.Ordinal) + '"';

    /// <summary>A word of a POSIX shell.</summary>
    public static string Shell(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    /// <summary>A command of a crontab: cron turns % into line ends, unless a backslash stands before it (crontab(5)).</summary>
    public static string Cron(string command) => command.Replace("%", "\\%", StringComparison.Ordinal);
}

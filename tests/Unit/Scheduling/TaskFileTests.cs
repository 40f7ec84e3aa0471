using System.Xml.Linq;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Tests.Configuration;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Scheduling;

/// <summary>Names that try to become commands stay names, through every layer of quoting.</summary>
public sealed class TaskFileTests
{
    public static TheoryData<string> Hostile =>
    [
        "plain", "it's \"quoted\"", "'; Remove-Item / -Recurse; '", "\u2019; calc; \u2018\u201A\u201B", "100 % of $HOME `whoami` $(id)", @"ends with \", "a\\\"b", "<&>]]>", "%n %% \\% ${PATH} #", "Grüße 日本 🙂", "-Job", "a;b|c&d",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_cron_line_runs_exactly_the_words(string name)
    {
        string line = TaskFiles.Of(TaskKind.Cron, Echoing(name))[0].Content.TrimEnd('\n');
        Assert.StartsWith("*/5 * * * * ", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        // What cron does to a command before the shell sees it: an unescaped % ends it.
        string command = line["*/5 * * * * ".Length..];
        Assert.DoesNotMatch(@"(?<!\\)%", command);

        ProgramResult result = await new ProgramRunner().RunAsync("sh", ["-c", command.Replace("\\%", "%", StringComparison.Ordinal)], null, CancellationToken.None);

        Assert.Equal([name, "last"], result.Output.TrimEnd('\0').Split('\0'));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_unit_holds_exactly_the_words(string name)
    {
        string unit = TaskFiles.Of(TaskKind.SystemdTimer, Echoing(name))[0].Content;
        string line = unit.Split('\n').Single(l => l.StartsWith("ExecStart=", StringComparison.Ordinal))["ExecStart=".Length..];

        Assert.Equal(["/usr/bin/printf", @"%s\0", name, "last"], SystemdWords(line));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_Windows_task_holds_exactly_the_words(string name)
    {
        XNamespace ns = "http://schemas.microsoft.com/windows/2004/02/mit/task";
        XDocument task = XDocument.Parse(TaskFiles.Of(TaskKind.WindowsTask, Echoing(name))[0].Content);

        Assert.Equal("/usr/bin/printf", task.Descendants(ns + "Command").Single().Value);
        Assert.Equal([@"%s\0", name, "last"], WindowsWords(task.Descendants(ns + "Arguments").Single().Value));
        Assert.Equal("PT5M", task.Descendants(ns + "Interval").Single().Value);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_script_holds_names_as_literals(string name)
    {
        BackupJob job = Job(name);

        string script = new TaskScript { Module = "Veeam365", Jobs = [job] }.Write();

        string literal = string.Concat(name.Select(c => "'\u2018\u2019\u201A\u201B".Contains(c, StringComparison.Ordinal) ? $"{c}{c}" : $"{c}"));
        Assert.Contains($"-Job '{(name.Contains('`', StringComparison.Ordinal) ? job.Id.ToString() : literal)}' -ErrorVariable", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("a*")]
    [InlineData("[x]")]
    public void Names_that_no_line_can_hold_or_that_are_patterns_are_said_by_id(string name)
    {
        BackupJob job = Job(name);

        Assert.Contains($"-Job '{job.Id}'", new TaskScript { Module = "Veeam365", Jobs = [job] }.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_not_written_into_a_task()
    {
        var script = new TaskScript { Module = "Veeam365", Configuration = new ConfigurationTarget.PostgreSqlSchema("Host=db;Username=u;Password=geheim", "veeam365") };

        InvalidSettingException error = Assert.Throws<InvalidSettingException>(script.Write);

        Assert.Equal("Task.ConnectionStringHoldsPassword", error.ErrorId);
        Assert.DoesNotContain("geheim", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("x\n")]
    public void Names_of_tasks_are_plain(string name) => Assert.Equal("Task.InvalidName", Assert.Throws<InvalidSettingException>(() => Echoing("x") with { Name = name }).ErrorId);

    [Fact]
    public async Task Systemd_accepts_the_units()
    {
        using var folder = new TemporaryFolder();
        foreach (TaskFile file in TaskFiles.Of(TaskKind.SystemdTimer, Echoing("100 % $HOME 'x' \"y\"")))
            await File.WriteAllTextAsync(Path.Combine(folder.Path, file.Name), file.Content, file.Encoding);

        ProgramResult verified = await new ProgramRunner().RunAsync("systemd-analyze", ["verify", Path.Combine(folder.Path, "Nightly.timer"), Path.Combine(folder.Path, "Nightly.service")], null, CancellationToken.None);

        Assert.True(verified.Code == 0, verified.Errors + (verified.Code == 127 ? " On Debian: apt-get install systemd." : ""));
    }

    private static BackupTask Echoing(string word) => new()
    {
        Name = "Nightly",
        Program = "/usr/bin/printf",
        Arguments = [@"%s\0", word, "last"],
        Minutes = 5,
        Account = "SYSTEM",
    };

    private static BackupJob Job(string name) => Samples.Job(Samples.Organization(), Samples.Repository(), name);

    // learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
    private static List<string> WindowsWords(string line)
    {
        var words = new List<string>();
        for (int i = 0; i < line.Length;)
        {
            var word = new System.Text.StringBuilder();
            bool quoted = false;
            for (; i < line.Length && (quoted || line[i] != ' '); i++)
            {
                int slashes = 0;
                while (i < line.Length && line[i] == '\\')
                {
                    slashes++;
                    i++;
                }
                bool isQuote = i < line.Length && line[i] == '"';
                word.Append('\\', isQuote ? slashes / 2 : slashes);
                if (isQuote && slashes % 2 == 0)
                    quoted = !quoted;
                else if (i < line.Length && (quoted || line[i] != ' '))
                    word.Append(line[i]);
                else
                    i--;
            }
            words.Add(word.ToString());
            while (i < line.Length && line[i] == ' ')
                i++;
        }
        return words;
    }

    // systemd.service(5), systemd.syntax(7): words in double quotes, backslash escapes, %% and $$.
    private static List<string> SystemdWords(string line)
    {
        var words = new List<string>();
        for (int i = 0; i < line.Length; i++)
        {
            Assert.Equal('"', line[i++]);
            var word = new System.Text.StringBuilder();
            for (; line[i] != '"'; i++)
            {
                if (line[i] == '\\')
                    Assert.Contains(line[++i], "\\\"");
                else if (line[i] is '%' or '$')
                    Assert.Equal(line[i], line[++i]);
                word.Append(line[i]);
            }
            words.Add(word.ToString());
            i++;
        }
        return words;
    }
}

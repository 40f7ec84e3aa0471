using System.Text.RegularExpressions;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Architecture;

/// <summary>Imports run one way: docs/architecture.md.</summary>
public sealed partial class RoomTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Model"] = [],
        ["Files"] = [],
        ["Database"] = ["Model", "Files"],
        ["Cache"] = ["Database", "Model", "Files"],
        ["Configuration"] = ["Cache", "Database", "Model", "Files"],
        ["Sources"] = ["Model"],
        ["Repositories"] = ["Cache", "Configuration", "Model", "Files"],
        ["Telemetry"] = ["Model"],
        ["Notifications"] = ["Configuration", "Model"],
        ["Proxies"] = ["Configuration", "Model"],
        ["Hosting"] = ["Sources", "Repositories", "Proxies", "Cache", "Configuration", "Database", "Model"],
        ["Sessions"] = ["Telemetry", "Notifications", "Hosting", "Sources", "Repositories", "Proxies", "Cache", "Configuration", "Model"],
        ["Restore"] = ["Hosting", "Sources", "Repositories", "Cache", "Configuration", "Model", "Files"],
        ["Reports"] = ["Hosting", "Sources", "Cache", "Configuration", "Model"],
        ["Operations"] = ["Reports", "Notifications", "Restore", "Sessions", "Hosting", "Sources", "Repositories", "Proxies", "Cache", "Configuration", "Database", "Model"],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_imports_only_from_rooms_below_it(string room)
    {
        string folder = Path.Combine(ProjectFolder.Root, "src", "Core", room);
        if (!Directory.Exists(folder))
            return;

        var wrong = new List<string>();
        foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            foreach (Match match in RoomReference().Matches(File.ReadAllText(file)))
            {
                string other = match.Groups["room"].Value;
                if (other != room && !Allowed[room].Contains(other))
                    wrong.Add($"{Path.GetRelativePath(ProjectFolder.Root, file)} imports {other}");
            }
        }

        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Every_folder_of_Core_is_a_room_with_a_rule()
    {
        string core = Path.Combine(ProjectFolder.Root, "src", "Core");
        IEnumerable<string> rooms = Directory.EnumerateDirectories(core).Select(d => Path.GetFileName(d)!).Where(d => d is not ("bin" or "obj"));

        Assert.All(rooms, room => Assert.Contains(room, Allowed.Keys));
    }

    [Fact]
    public void Core_knows_nothing_of_PowerShell()
    {
        IEnumerable<string> files = Directory.EnumerateFiles(Path.Combine(ProjectFolder.Root, "src", "Core"), "*.cs", SearchOption.AllDirectories);

        Assert.DoesNotContain(files, f => File.ReadAllText(f).Contains("System.Management.Automation", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"Veeam365\.Backup\.Core\.(?<room>[A-Z]\w+)")]
    private static partial Regex RoomReference();
}

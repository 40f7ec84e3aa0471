using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Simulators.Graph;

namespace Veeam365.QuickStart;

/// <summary>Compares exported files, byte by byte, with what the simulator says it held: nothing missing, nothing more, nothing different.</summary>
internal sealed class ExportComparison(TenantSnapshot truth)
{
    private readonly List<string> _differences = [];
    private readonly Dictionary<(string User, string Key), byte[]> _expected = Collect(truth);

    /// <summary>What is wrong; empty when all is identical.</summary>
    public IReadOnlyList<string> Differences => _differences;

    public void Compare(ExportedItem exported)
    {
        RestoreItem item = exported.Item;
        if (item.Version.Kind == ItemKind.Folder)
            return;
        if (exported.Error is { } error)
            _differences.Add($"{item.Version.Key}: {error.Message}");
        else if (!_expected.Remove((item.Identity.Object.Id, item.Version.Key), out byte[]? expected))
            _differences.Add($"{item.Version.Key}: exported, but the source did not hold it");
        else if (!File.ReadAllBytes(exported.Path!).AsSpan().SequenceEqual(expected))
            _differences.Add($"{item.Version.Key}: the bytes differ");
    }

    public bool Finish()
    {
        _differences.AddRange(_expected.Keys.Select(k => $"{k.Key}: missing in the export"));
        return _differences.Count == 0;
    }

    private static Dictionary<(string, string), byte[]> Collect(TenantSnapshot truth)
    {
        var expected = new Dictionary<(string, string), byte[]>();
        foreach (UserSnapshot user in truth.Users)
        {
            foreach (MessageTruth message in user.Mailbox?.Messages() ?? [])
                expected.Add((user.Id, message.Id), message.ReadMime());
            foreach (DriveItemTruth file in user.Drive?.Items().Where(i => !i.IsFolder) ?? [])
                expected.Add((user.Id, file.Id), file.ReadContent());
        }
        return expected;
    }
}

using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>Compares what is held with what the simulator holds, item by item.</summary>
internal static class Truth
{
    public static void AssertMail(MailboxSnapshot truth, HeldObject held)
    {
        IReadOnlyList<FolderTruth> inside = truth.Folders;
        HashSet<string> folders = inside.Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        var expected = inside.Select(f => Line(f.Id, f.ParentId is not null && folders.Contains(f.ParentId) ? f.ParentId : null, f.DisplayName, f.IsHidden, null))
            .Concat(truth.Messages().Select(m => Line(m.Id, folders.Contains(m.FolderId) ? m.FolderId : null, m.Subject, m.IsRead, m.Sha256())));
        var actual = held.Items.Values.Select(i => i.Kind == ItemKind.Folder
            ? Line(i.Key, i.ParentKey, i.Name, i.Flags.HasFlag(ItemFlags.IsHidden), null)
            : Line(i.Key, i.ParentKey, i.Name, i.Flags.HasFlag(ItemFlags.IsRead), i.Content?.Hash.ToString()));
        AssertSame([.. expected], [.. actual]);
    }

    public static void AssertFiles(DriveSnapshot truth, HeldObject held)
    {
        DriveItemTruth root = truth.Items().First(i => i.ParentId is null);
        var expected = truth.Items().Where(i => i.ParentId is not null).Select(i => Line(i.Id, i.ParentId == root.Id ? null : i.ParentId, i.Name, i.IsFolder, i.Sha256()));
        var actual = held.Items.Values.Select(i => Line(i.Key, i.ParentKey, i.Name, i.Kind == ItemKind.Folder, i.Content?.Hash.ToString()));
        AssertSame([.. expected], [.. actual]);
    }

    public static void AssertItems(ItemsSnapshot truth, HeldObject held)
    {
        HashSet<string> folders = truth.Folders.Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        var expected = truth.Folders.Select(f => $"{f.Id} {f.ParentId} {f.Name}")
            .Concat(truth.Items.Select(i => $"{i.Id} {(folders.Contains(i.FolderId) ? i.FolderId : null)} {ItemJsonTruth.Text(i)}"));
        var actual = held.Items.Values.Select(i => i.Kind == ItemKind.Folder
            ? $"{i.Key} {i.ParentKey} {i.Name}"
            : $"{i.Key} {i.ParentKey} {ItemJsonTruth.Text(held.Json[i.Key])}");
        AssertSame([.. expected], [.. actual]);
    }

    private static void AssertSame(List<string> expected, List<string> actual)
    {
        string difference = string.Join('\n', expected.Except(actual).Select(l => "missing " + l).Concat(actual.Except(expected).Select(l => "extra   " + l)));
        Assert.True(difference.Length == 0, difference);
        Assert.Equal(expected.Count, actual.Count);
    }

    private static string Line(string id, string? parent, string name, bool flag, string? hash) => $"{id[^12..]} in {parent?[^12..]}: {name} {flag} {hash}";
}

using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>A drive in a history.</summary>
internal sealed class DriveHistory(string objectId, Workload workload, SimulatedDrive drive) : HistoryWorkload(objectId, workload)
{
    private readonly string _root = drive.ItemId("");
    private readonly List<string> _deleted = [];

    public override void Change(Random random)
    {
        List<DriveItemTruth> items = [.. drive.Snapshot().Items()];
        DriveItemTruth folder = Pick(random, items.FindAll(i => i.IsFolder))!;
        DriveItemTruth? file = Pick(random, items.FindAll(i => !i.IsFolder));
        DriveItemTruth? any = Pick(random, items.FindAll(i => i.ParentId is not null));
        string name = $"n{random.NextInt64():x}";
        switch (random.Next(13))
        {
            case 0 or 1:
                drive.AddFolder(folder.Id, name);
                break;
            case 2 or 3 when file is not null:
                drive.UpdateFile(file.Id, Content(random));
                break;
            case 4 when any is not null:
                drive.RenameItem(any.Id, name);
                break;
            case 5 or 6 when any is not null && IsOutside(folder, any):
                drive.MoveItem(any.Id, folder.Id);
                break;
            case 7 when any is not null && IsOutside(folder, any):
                drive.MoveItem(any.Id, folder.Id);
                drive.MoveItem(any.Id, any.ParentId!);
                break;
            case 8 or 9 when any is not null:
                drive.DeleteItem(any.Id);
                _deleted.Add(any.Id);
                break;
            case 10 when _deleted.Count > 0:
                drive.RestoreItem(_deleted[random.Next(_deleted.Count)]);
                break;
            case 11 when any is { IsFolder: true }:
                drive.DeleteItem(any.Id);
                drive.AddFile(drive.AddFolder(any.ParentId!, any.Name), name, Content(random));
                break;
            default:
                drive.AddFile(folder.Id, name, Content(random));
                break;
        }
    }

    public override void ExpireTokens() => drive.ExpireDeltaTokens();

    public override Dictionary<string, ItemText> At(long moment) =>
        drive.SnapshotAt(moment).Items().Where(i => i.ParentId is not null).ToDictionary(i => i.Id, Describe, StringComparer.Ordinal);

    public override ItemText Describe(ItemVersion held, byte[]? content) => Item(held.ParentKey, held.Name, held.Kind == ItemKind.Folder ? null : held.Content?.Hash.ToString() ?? "");

    protected override IReadOnlyList<TimedState> History(long from, long to) => drive.History(from, to);

    protected override ItemText Describe(object state) => Describe((DriveItemTruth)state);

    private ItemText Describe(DriveItemTruth item) => Item(item.ParentId == _root ? null : item.ParentId, item.Name, item.Sha256());

    private static ItemText Item(string? parent, string name, string? hash) => hash is null ? new ItemText($"folder {name} in {parent}") : new ItemText($"file {name} in {parent}", hash);

    private static bool IsOutside(DriveItemTruth folder, DriveItemTruth moved) =>
        folder.Id != moved.Id && !(folder.Path + "/").StartsWith(moved.Path + "/", StringComparison.Ordinal);

    private static FileContent Content(Random random) => FileContent.Of(BitConverter.GetBytes(random.NextInt64()));

    private static DriveItemTruth? Pick(Random random, List<DriveItemTruth> items) => items.Count == 0 ? null : items[random.Next(items.Count)];
}

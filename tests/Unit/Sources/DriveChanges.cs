using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>Does to a drive what its owner might.</summary>
internal static class DriveChanges
{
    public static void Make(SourceFixture f, Random random, int count)
    {
        for (var i = 0; i < count; i++)
            MakeOne(f, random);
    }

    private static void MakeOne(SourceFixture f, Random random)
    {
        List<DriveItemTruth> items = [.. f.Tenant.Snapshot().User(SourceFixture.User).Drive!.Items()];
        DriveItemTruth folder = Pick(random, items.FindAll(i => i.IsFolder))!;
        DriveItemTruth? file = Pick(random, items.FindAll(i => !i.IsFolder));
        DriveItemTruth? any = Pick(random, items.FindAll(i => i.ParentId is not null));
        var name = $"n{random.NextInt64():x}";
        switch (random.Next(10))
        {
            case 0 or 1:
                f.Drive.AddFolder(folder.Id, name);
                break;
            case 2 when file is not null:
                f.Tenant.UpdateFile(SourceFixture.User, file.Id, BitConverter.GetBytes(random.NextInt64()));
                break;
            case 3 when any is not null:
                f.Drive.RenameItem(any.Id, name);
                break;
            case 4 or 5 when any is not null && folder.Id != any.Id && !(folder.Path + "/").StartsWith(any.Path + "/", StringComparison.Ordinal):
                f.Drive.MoveItem(any.Id, folder.Id);
                break;
            case 6 when any is not null:
                f.Drive.DeleteItem(any.Id);
                break;
            default:
                f.Tenant.AddFile(SourceFixture.User, folder.Id, name, BitConverter.GetBytes(random.NextInt64()));
                break;
        }
    }

    private static DriveItemTruth? Pick(Random random, List<DriveItemTruth> items) => items.Count == 0 ? null : items[random.Next(items.Count)];
}

using System.Text.Json.Nodes;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>Does to contacts what their owner might.</summary>
internal static class ContactChanges
{
    public static void Make(SimulatedContacts contacts, Random random, int count)
    {
        for (var i = 0; i < count; i++)
            MakeOne(contacts, random);
    }

    private static void MakeOne(SimulatedContacts contacts, Random random)
    {
        ItemsSnapshot now = contacts.Snapshot();
        string folder = now.Folders[random.Next(now.Folders.Count)].Id;
        ItemFolderTruth[] own = [.. now.Folders.Where(f => f.Id != contacts.DefaultFolderId)];
        ItemTruth? item = now.Items.Count == 0 ? null : now.Items[random.Next(now.Items.Count)];
        switch (random.Next(12))
        {
            case 0 when own.Length < 6:
                contacts.AddFolder($"F{random.Next(1000)}", folder);
                break;
            case 1 when own.Length > 0:
                contacts.RenameFolder(own[random.Next(own.Length)].Id, $"F{random.Next(1000)}");
                break;
            case 2 when own.Length > 0:
                contacts.DeleteFolder(own[random.Next(own.Length)].Id);
                break;
            case 3 or 4 when item is not null:
                contacts.Move(item.Id, folder);
                break;
            case 5 when item is not null:
                contacts.Delete(item.Id, random.Next(2) == 0);
                break;
            case 6 when item is not null:
                contacts.SetPhoto(item.Id, random.Next(3) == 0 ? null : Bytes(random));
                break;
            case 7 when item is not null:
                contacts.Update(item.Id, new JsonObject { ["jobTitle"] = $"Title {random.Next(100)}", ["categories"] = new JsonArray("Blue") });
                break;
            default:
                contacts.Add($"Person {random.Next(10_000)}", folder, random.Next(2) == 0 ? Bytes(random) : null);
                break;
        }
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(1, 5000)];
        random.NextBytes(bytes);
        return bytes;
    }
}

using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>Does to a mailbox what its owner might.</summary>
internal static class MailChanges
{
    public static void Make(SourceFixture f, Random random, int count) => Make(f.Mailbox, random, count);

    public static void Make(SimulatedMailbox mailbox, Random random, int count, bool movesFolders = true)
    {
        for (var i = 0; i < count; i++)
            MakeOne(mailbox, random, movesFolders);
    }

    private static void MakeOne(SimulatedMailbox mailbox, Random random, bool movesFolders)
    {
        MailboxSnapshot now = mailbox.Snapshot();
        List<FolderTruth> folders = [.. now.Folders.Where(f => !f.Path.StartsWith("Recoverable", StringComparison.Ordinal))];
        List<FolderTruth> own = [.. folders.Where(f => f.DisplayName.StartsWith('F'))];
        List<string> messages = [.. now.Messages().Select(m => m.Id)];
        string folder = folders[random.Next(folders.Count)].Id;
        string? message = messages.Count == 0 ? null : messages[random.Next(messages.Count)];
        switch (random.Next(14))
        {
            case 0 when own.Count < 12:
                mailbox.AddFolder(folder, $"F{random.Next(1000)}", random.Next(3) == 0);
                break;
            case 1 when own.Count > 0:
                mailbox.RenameFolder(own[random.Next(own.Count)].Id, $"F{random.Next(1000)}");
                break;
            case 2 when own.Count > 0:
                mailbox.DeleteFolder(own[random.Next(own.Count)].Id, random.Next(2) == 0);
                break;
            case 3 when own.Count > 1 && movesFolders:
                TryMoveFolder(mailbox, own[random.Next(own.Count)], folders[random.Next(folders.Count)]);
                break;
            case 4 or 5 when message is not null:
                mailbox.MoveMessage(message, folder);
                break;
            case 6 when message is not null:
                mailbox.DeleteMessage(message, random.Next(2) == 0);
                break;
            case 7 when message is not null:
                mailbox.UpdateMessage(message, new MessageUpdate { IsRead = random.Next(2) == 0, Categories = ["Blue"] });
                break;
            case 8 when message is not null:
                mailbox.UpdateMessage(message, new MessageUpdate { Subject = $"S{random.Next(10_000)}" });
                break;
            default:
                mailbox.AddMessage(folder, new NewMessage(SourceFixture.Mime($"M{random.Next(10_000)}")) { IsRead = random.Next(2) == 0 });
                break;
        }
    }

    private static void TryMoveFolder(SimulatedMailbox mailbox, FolderTruth folder, FolderTruth parent)
    {
        // Not into itself or below.
        if (parent.Id != folder.Id && !parent.Path.StartsWith(folder.Path + "/", StringComparison.Ordinal))
            mailbox.MoveFolder(folder.Id, parent.Id);
    }
}

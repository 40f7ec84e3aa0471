using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>Mail in a history: a mailbox or an archive.</summary>
internal sealed class MailHistory(string objectId, Workload workload, SimulatedMailbox mailbox) : HistoryWorkload(objectId, workload)
{
    private readonly string _root = mailbox.FolderId("msgfolderroot");

    public override void Change(Random random) => Change(random, movesFolders: true);

    // The folders of an archive have no delta: docs/truth.md tells what follows.
    public override void ChangeMeanwhile(Random random) => Change(random, movesFolders: Workload != Workload.ArchiveMailbox);

    private void Change(Random random, bool movesFolders)
    {
        switch (random.Next(12))
        {
            case 0:
                MoveAwayAndBack(random);
                break;
            case 1:
                MakeAgain(random);
                break;
            default:
                MailChanges.Make(mailbox, random, 1, movesFolders);
                break;
        }
    }

    public override void ExpireTokens() => mailbox.ExpireDeltaTokens();

    public override void Fill(bool isFull) => mailbox.IsOverQuota = isFull;

    public override Dictionary<string, ItemText> At(long moment)
    {
        MailboxSnapshot then = mailbox.SnapshotAt(moment);
        return then.Folders.Select(f => (f.Id, Describe(f))).Concat(then.Messages().Select(m => (m.Id, Describe(m)))).ToDictionary(StringComparer.Ordinal);
    }

    public override ItemText Describe(ItemVersion held, byte[]? content) => held.Kind == ItemKind.Folder
        ? Folder(held.ParentKey, held.Name, held.Flags.HasFlag(ItemFlags.IsHidden))
        : Message(held.ParentKey, held.Name, held.Flags.HasFlag(ItemFlags.IsRead), held.Content?.Hash.ToString() ?? "");

    protected override IReadOnlyList<TimedState> History(long from, long to) => mailbox.History(from, to);

    protected override ItemText Describe(object state) => state is FolderTruth folder
        ? Folder(Inside(folder.ParentId), folder.DisplayName, folder.IsHidden)
        : state is MessageTruth message ? Message(Inside(message.FolderId), message.Subject, message.IsRead, message.Sha256()) : throw new InvalidOperationException();

    private static ItemText Folder(string? parent, string name, bool hidden) => new($"folder {name} in {parent}, {hidden}");

    private static ItemText Message(string? parent, string subject, bool isRead, string hash) => new($"message {subject} in {parent}, {isRead}", hash);

    private string? Inside(string? parent) => parent == _root ? null : parent;

    private void MoveAwayAndBack(Random random)
    {
        MailboxSnapshot now = mailbox.Snapshot();
        MessageTruth[] messages = [.. now.Messages()];
        if (messages.Length == 0)
            return;
        MessageTruth message = messages[random.Next(messages.Length)];
        mailbox.MoveMessage(message.Id, now.Folders[random.Next(now.Folders.Count)].Id);
        mailbox.MoveMessage(message.Id, message.FolderId);
    }

    private void MakeAgain(Random random)
    {
        FolderTruth[] own = [.. mailbox.Snapshot().Folders.Where(f => f.DisplayName.StartsWith('F'))];
        if (own.Length == 0)
            return;
        FolderTruth folder = own[random.Next(own.Length)];
        mailbox.DeleteFolder(folder.Id, hard: true);
        string again = mailbox.AddFolder(folder.ParentId!, folder.DisplayName, folder.IsHidden);
        mailbox.AddMessage(again, new NewMessage(SourceFixture.Mime($"M{random.Next(10_000)}")));
    }
}

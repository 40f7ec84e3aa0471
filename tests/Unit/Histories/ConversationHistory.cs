using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>The mailbox of a group in a history. It changes between sessions only.</summary>
internal sealed class ConversationHistory(string groupId, SimulatedConversations conversations) : HistoryWorkload(groupId, Workload.GroupMailbox)
{
    public override bool ReadsContent => true;

    public override void Change(Random random) => ConversationChanges.Make(conversations, random, 1);

    public override void ChangeMeanwhile(Random random)
    {
    }

    public override void ExpireTokens()
    {
    }

    public override Dictionary<string, ItemText> At(long moment)
    {
        GroupMailboxSnapshot now = conversations.Snapshot();
        Dictionary<string, ItemText> all = now.Threads.ToDictionary(t => t.Id, t => Text(t.Topic, "", null), StringComparer.Ordinal);
        foreach (ItemTruth post in now.Posts)
            all.Add(post.Id, Text(now.Threads.First(t => t.Id == post.FolderId).Topic, ItemJsonTruth.Text(post), post.FolderId));
        return all;
    }

    public override ItemText Describe(ItemVersion held, byte[]? content) => Text(held.Name, content is null ? "" : ItemJsonTruth.Text(content), held.ParentKey);

    protected override IReadOnlyList<TimedState> History(long from, long to) => [];

    protected override ItemText Describe(object state) => throw new InvalidOperationException();

    private static ItemText Text(string name, string json, string? parent) => new($"{name} {json} below {parent}") { Parent = parent ?? "" };
}

using System.Globalization;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>Random changes to the mailbox of a group: conversations begin, go on, lose posts and go.</summary>
internal static class ConversationChanges
{
    public static void Make(SimulatedConversations mailbox, Random random, int count)
    {
        for (int i = 0; i < count; i++)
            MakeOne(mailbox, random);
    }

    private static void MakeOne(SimulatedConversations mailbox, Random random)
    {
        GroupMailboxSnapshot now = mailbox.Snapshot();
        ItemTruth? post = now.Posts.Count == 0 ? null : now.Posts[random.Next(now.Posts.Count)];
        switch (random.Next(8))
        {
            case < 3:
                mailbox.Start(Words(random, "topic"), "anna@contoso.example", Words(random, "text"), Attachments(random));
                break;
            case < 5 when post is not null:
                mailbox.Reply(post.FolderId, "bernd@contoso.example", Words(random, "reply"), Attachments(random));
                break;
            case 5 when post is not null:
                mailbox.DeletePost(post.FolderId, post.Id);
                break;
            case 6 when post is not null && random.Next(2) == 0:
                mailbox.DeleteThread(post.FolderId);
                break;
            case 7 when post is not null:
                mailbox.SetLocked(post.FolderId, random.Next(2) == 0);
                break;
        }
    }

    private static IEnumerable<SimulatedAttachment> Attachments(Random random)
    {
        if (random.Next(3) != 0)
            yield break;
        byte[] bytes = new byte[random.Next(0, 5000)];
        random.NextBytes(bytes);
        yield return new SimulatedAttachment("plan.bin") { Content = bytes };
        yield return new SimulatedAttachment("link") { Url = "https://contoso.example/doc" };
    }

    private static string Words(Random random, string what) => string.Create(CultureInfo.InvariantCulture, $"{what} {random.Next(100_000)}");
}

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Where a channel message is: its id alone is unique in its channel only, and a reply is found below its root only.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Root">The message that began the chain.</param>
/// <param name="Reply">The reply; null for the root itself.</param>
internal readonly record struct PostKey(string Channel, string Root, string? Reply)
{
    /// <summary>The item's key.</summary>
    public override string ToString() => Reply is null ? $"{Channel}/{Root}" : $"{Channel}/{Root}/{Reply}";

    /// <summary>The place that a key names; null when it is no message's key.</summary>
    public static PostKey? Parse(string key)
    {
        string[] parts = key.Split('/');
        return parts switch
        {
            [var channel, var root] when IsMessage(root) => new PostKey(channel, root, null),
            [var channel, var root, var reply] when IsMessage(root) && IsMessage(reply) => new PostKey(channel, root, reply),
            _ => null,
        };
    }

    // Ids of channel messages are times in milliseconds.
    private static bool IsMessage(string id) => id.Length > 0 && id.All(char.IsAsciiDigit);
}

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A channel message as a list, a delta or a look at it tells of it.</summary>
internal sealed class ChatMessageRecord
{
    public string Id { get; set; } = "";

    /// <summary>The message it replies to.</summary>
    public string? ReplyTo { get; set; }

    public bool IsRemoved { get; set; }

    /// <summary>Changes with every edit, reaction and deletion.</summary>
    public string ETag { get; set; } = "";

    public string Subject { get; set; } = "";

    public string Text { get; set; } = "";

    public bool IsHtml { get; set; }

    public string? From { get; set; }

    public DateTimeOffset? Created { get; set; }

    public DateTimeOffset? Modified { get; set; }

    public DateTimeOffset? Deleted { get; set; }

    public bool HasAttachments { get; set; }

    /// <summary>All of it in canonical form, but for the replies.</summary>
    public byte[] Json { get; set; } = [];

    public List<ChatMessageRecord> Replies { get; } = [];

    /// <summary>Where the rest of the replies is, when there are very many.</summary>
    public string? MoreReplies { get; set; }

    /// <summary>What people recognize it by.</summary>
    public string Name => string.IsNullOrWhiteSpace(Subject) ? PlainText.Excerpt(Text, IsHtml) : Subject;

    /// <summary>Pictures and snippets within the text are read apart.</summary>
    public bool HasHostedContents => Json.AsSpan().IndexOf("/hostedContents/"u8) >= 0;
}

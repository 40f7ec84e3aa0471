namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A post of a group's conversation: whole, or its mark only.</summary>
internal sealed class PostRecord
{
    public string Id { get; set; } = "";

    public string ChangeKey { get; set; } = "";

    public string? From { get; set; }

    public DateTimeOffset? Created { get; set; }

    public DateTimeOffset? Received { get; set; }

    public bool HasAttachments { get; set; }

    /// <summary>All of it in canonical form.</summary>
    public byte[] Json { get; set; } = [];
}

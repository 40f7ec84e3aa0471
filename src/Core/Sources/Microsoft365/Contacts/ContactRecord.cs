namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A contact as the source tells it.</summary>
internal sealed class ContactRecord : IOutlookItem
{
    public string Id { get; set; } = "";

    public bool IsRemoved { get; set; }

    public string? FolderId { get; set; }

    public string ChangeKey { get; set; } = "";

    public string DisplayName { get; set; } = "";

    public string FileAs { get; set; } = "";

    public string Company { get; set; } = "";

    public string? Address { get; set; }

    public DateTimeOffset? Created { get; set; }

    public DateTimeOffset? Modified { get; set; }

    /// <summary>What people know it by.</summary>
    public string Name => Array.Find([DisplayName, FileAs, Company, Address], static n => !string.IsNullOrWhiteSpace(n)) ?? "";

    /// <summary>True when the source told only what changed: it must be asked for whole.</summary>
    public bool IsPartial => !IsRemoved && (ChangeKey.Length == 0 || FolderId is null);

    /// <summary>All of it in canonical form.</summary>
    public byte[] Json { get; set; } = [];
}

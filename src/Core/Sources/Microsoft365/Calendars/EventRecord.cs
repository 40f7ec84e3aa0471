namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>An event as the source tells it: whole when it was asked for alone, in part by a delta or a listing.</summary>
internal sealed class EventRecord : IOutlookItem
{
    public string Id { get; set; } = "";

    public bool IsRemoved { get; set; }

    /// <summary>The calendar; told only when it was asked for alone.</summary>
    public string? FolderId { get; set; }

    public string ChangeKey { get; set; } = "";

    /// <summary>The series of an exception or occurrence.</summary>
    public string? SeriesId { get; set; }

    public string Subject { get; set; } = "";

    public string? Organizer { get; set; }

    public string? Attendees { get; set; }

    public DateTimeOffset? Created { get; set; }

    public DateTimeOffset? Modified { get; set; }

    public bool HasAttachments { get; set; }

    /// <summary>All of it in canonical form, but for the exceptions.</summary>
    public byte[] Json { get; set; } = [];

    /// <summary>The changed occurrences of a series.</summary>
    public List<EventRecord> Exceptions { get; } = [];
}

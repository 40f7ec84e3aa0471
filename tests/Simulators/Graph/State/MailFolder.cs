namespace Veeam365.Simulators.Graph;

/// <summary>A folder and the log of what came and went in it; changed only under the mailbox's lock.</summary>
internal sealed class MailFolder
{
    public required int Number { get; init; }

    public required string DisplayName { get; set; }

    /// <summary>-1 for the folders at the root of the store.</summary>
    public required int Parent { get; set; }

    public string? WellKnownName { get; init; }

    public bool IsHidden { get; init; }

    public bool IsDeleted { get; set; }

    public int ChildCount { get; set; }

    public int TotalCount { get; set; }

    public int UnreadCount { get; set; }

    /// <summary>Newest entry in the mailbox's folder log.</summary>
    public int LogPosition { get; set; }

    /// <summary>Ordinals of messages that came or changed; the complement (~) of those that went.</summary>
    public List<int> Log { get; } = [];
}

namespace Veeam365.Simulators.Graph;

/// <summary>What a path names.</summary>
internal sealed record Route(RouteKind Kind)
{
    public string? User { get; init; }

    public string? Drive { get; init; }

    /// <summary>Group, or the team that is one.</summary>
    public string? Group { get; init; }

    /// <summary>Thread of a group, channel of a team.</summary>
    public string? Thread { get; init; }

    /// <summary>Reply to a channel message.</summary>
    public string? Reply { get; init; }

    /// <summary>A site's id, "root", or host:/path.</summary>
    public string? Site { get; init; }

    /// <summary>A list, by id or name.</summary>
    public string? List { get; init; }

    /// <summary>Mail folder, by id or well-known name.</summary>
    public string? Folder { get; init; }

    /// <summary>Message, contact or event.</summary>
    public string? Message { get; init; }

    public string? Attachment { get; init; }

    /// <summary>Drive item: an id, or a path after "root:".</summary>
    public string? Item { get; init; }

    /// <summary>The name of a drive item that is to be: items/{id}:/name:.</summary>
    public string? Child { get; init; }

    /// <summary>Token given in function form: delta(token='...').</summary>
    public string? Token { get; init; }

    public bool IsMailbox => Kind is >= RouteKind.MailboxSettings and <= RouteKind.AttachmentContent;

    public bool IsDrive => Kind is >= RouteKind.Drive and <= RouteKind.DrivePermissions;

    public bool IsSite => Kind is >= RouteKind.Sites and <= RouteKind.SitePage;

    /// <summary>The mailbox of a group.</summary>
    public bool IsGroupMailbox => Kind is >= RouteKind.Threads and <= RouteKind.PostAttachmentContent;

    public bool IsTeam => Kind is >= RouteKind.Teams and <= RouteKind.HostedContent;

    /// <summary>What costs SharePoint's resource units.</summary>
    public bool CostsUnits => IsDrive || IsSite || Kind is RouteKind.Download or RouteKind.DriveUpload;

    /// <summary>What counts against the application's requests; the parts of a batch do, the batch does not.</summary>
    public bool IsMetered => (IsGraph && Kind != RouteKind.Batch) || Kind is RouteKind.Download or RouteKind.DriveUpload or RouteKind.MailUpload;

    /// <summary>Graph itself; token, downloads, uploads and the simulator's own surface know no bearer.</summary>
    public bool IsGraph => Kind is not (RouteKind.Token or RouteKind.Metadata or RouteKind.Download or RouteKind.Admin or RouteKind.DriveUpload or RouteKind.MailUpload);
}

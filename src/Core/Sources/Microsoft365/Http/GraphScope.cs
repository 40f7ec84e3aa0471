namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a throttling answer applies to: one mailbox, or a whole service when there is none.</summary>
/// <remarks>Outlook limits per application and mailbox, SharePoint and the directory per application and tenant:
/// https://learn.microsoft.com/graph/throttling-limits.</remarks>
internal readonly record struct GraphScope(GraphService Service, string? Mailbox = null)
{
    public static GraphScope Directory => new(GraphService.Directory);

    public static GraphScope SharePoint => new(GraphService.SharePoint);

    public static GraphScope OfMailbox(string userId) => new(GraphService.Outlook, userId);
}

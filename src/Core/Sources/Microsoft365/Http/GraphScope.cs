namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a request counts against: a service, and in it one object (mailbox, drive, team) that shares the service's slots fairly with the others.</summary>
/// <remarks>Outlook limits per application and mailbox, Teams per team, SharePoint and the directory per application and tenant:
/// https://learn.microsoft.com/graph/throttling-limits.</remarks>
internal readonly record struct GraphScope(GraphService Service, string? Object = null)
{
    public static GraphScope Directory => new(GraphService.Directory);

    public static GraphScope SharePoint => new(GraphService.SharePoint);

    /// <summary>True when a throttling answer holds back the object only, false when it holds back the whole service.</summary>
    public bool ThrottlesAlone => Object is not null && Service is GraphService.Outlook or GraphService.Teams;

    public static GraphScope OfMailbox(string userId) => new(GraphService.Outlook, userId);

    public static GraphScope OfDrive(string driveId) => new(GraphService.SharePoint, driveId);

    public static GraphScope OfSite(string siteId) => new(GraphService.SharePoint, siteId);

    public static GraphScope OfTeam(string teamId) => new(GraphService.Teams, teamId);
}

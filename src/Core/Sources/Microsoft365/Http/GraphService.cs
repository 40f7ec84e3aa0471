namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The services behind Graph; each throttles on its own.</summary>
internal enum GraphService
{
    Directory,
    Outlook,
    SharePoint,
}

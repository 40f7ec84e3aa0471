namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The services behind Graph; each throttles on its own. The numbers are places in the governor.</summary>
internal enum GraphService
{
    Directory = 0,
    Outlook = 1,
    SharePoint = 2,
    Teams = 3,
}

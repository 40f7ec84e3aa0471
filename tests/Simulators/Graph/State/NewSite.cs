namespace Veeam365.Simulators.Graph;

/// <summary>A site to add: the path below the tenant's SharePoint host, e.g. "/sites/hr"; empty for the root site.</summary>
public sealed record NewSite(string Path)
{
    /// <summary>Null takes the last part of the path.</summary>
    public string? DisplayName { get; init; }

    /// <summary>True for the site behind a user's OneDrive.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>False leaves out the library "Documents" that sites begin with.</summary>
    public bool HasDocuments { get; init; } = true;

    /// <summary>Null derives one from tenant and path, the same every time.</summary>
    public Guid? CollectionId { get; init; }
}

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>From a restore point in a repository to its row in the configuration.</summary>
internal static class RestorePointListing
{
    public static RestorePoint From(RestorePointManifest manifest, Guid repositoryId) => new()
    {
        Id = manifest.Id,
        Sequence = manifest.Sequence,
        RepositoryId = repositoryId,
        JobId = manifest.JobId,
        JobName = manifest.JobName,
        OrganizationId = manifest.OrganizationId,
        OrganizationName = manifest.OrganizationName,
        SessionId = manifest.SessionId,
        CreatedAt = manifest.CreatedAt,
        Kind = manifest.Kind,
        Objects = manifest.Objects,
        Items = manifest.Items,
        Bytes = manifest.Bytes,
        Gaps = manifest.Gaps.Count,
        ImmutableUntil = manifest.ImmutableUntil,
    };
}

using System.Globalization;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>Organizations whose restore points are found in a repository become known by name, so that their data can be browsed and exported without signing in.</summary>
internal sealed class ImportedOrganizations(IOrganizationTable organizations, TimeProvider clock)
{
    private static readonly Uri Authority = new("https://login.microsoftonline.com/");
    private static readonly Uri Endpoint = new("https://graph.microsoft.com/");
    private readonly HashSet<Guid> _known = [];

    /// <summary>Adds the restore point's organization when it is unknown.</summary>
    /// <returns>The organization that was added; null when it was known.</returns>
    public async Task<Organization?> AddAsync(RestorePointManifest point, CancellationToken cancellationToken)
    {
        if (_known.Contains(point.OrganizationId))
            return null;
        Organization? added = null;
        if (!await ExistsAsync(point, cancellationToken).ConfigureAwait(false))
            added = await TryAddAsync(point, cancellationToken).ConfigureAwait(false);
        _known.Add(point.OrganizationId);
        return added;
    }

    private async Task<Organization?> TryAddAsync(RestorePointManifest point, CancellationToken cancellationToken)
    {
        // The name may be taken by an organization that was added anew: its data has another id.
        for (int number = 1; ; number++)
        {
            string name = number switch
            {
                1 => point.OrganizationName,
                2 => $"{point.OrganizationName} (imported)",
                _ => string.Create(CultureInfo.InvariantCulture, $"{point.OrganizationName} (imported {number - 1})"),
            };
            try
            {
                Organization organization = Describe(point, name);
                await organizations.AddAsync(organization, null, cancellationToken).ConfigureAwait(false);
                return organization;
            }
            catch (ConflictException)
            {
                if (await ExistsAsync(point, cancellationToken).ConfigureAwait(false))
                    return null;
            }
        }
    }

    private async Task<bool> ExistsAsync(RestorePointManifest point, CancellationToken cancellationToken) =>
        (await organizations.FindAsync(point.OrganizationId.ToString(), cancellationToken).ConfigureAwait(false))?.Id == point.OrganizationId;

    private Organization Describe(RestorePointManifest point, string name) => new()
    {
        Id = point.OrganizationId,
        Name = name,
        TenantId = point.TenantId ?? "",
        ClientId = "",
        Authority = Authority,
        GraphEndpoint = Endpoint,
        CredentialKind = CredentialKind.None,
        CreatedAt = clock.GetUtcNow(),
    };
}

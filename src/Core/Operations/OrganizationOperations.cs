using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Operations;

/// <summary>What admins do with organizations.</summary>
public sealed class OrganizationOperations(BackupServices services)
{
    private static readonly Workload[] DefaultWorkloads = [Workload.Mailbox, Workload.OneDrive];
    private static readonly Workload[] OnPremisesWorkloads = [Workload.Mailbox, Workload.ArchiveMailbox, Workload.Contacts, Workload.Calendar];

    /// <summary>Signs in (unless told not to) and adds the organization, or completes one that came with an imported repository: it keeps its id and so its data.</summary>
    /// <exception cref="AuthenticationException">Sign-in failed; nothing is added.</exception>
    /// <exception cref="PermissionMissingException">A permission is missing; nothing is added.</exception>
    /// <exception cref="ConflictException">The name is taken.</exception>
    /// <exception cref="InvalidSettingException">A value cannot be used.</exception>
    public Task<Organization> AddAsync(NewOrganization request, CancellationToken cancellationToken) =>
        AddAsync(Describe(request), new Request(request.Name, request.Secret, request.SkipTest, DefaultWorkloads), cancellationToken);

    /// <summary>Opens a session with the Exchange server and checks what backups need (unless told not to), and adds the organization; one that was imported is completed.</summary>
    /// <exception cref="AuthenticationException">The account is refused; nothing is added.</exception>
    /// <exception cref="PermissionMissingException">A role is missing; nothing is added.</exception>
    /// <exception cref="SourceException">The server cannot be reached, or its version is not supported.</exception>
    /// <exception cref="NotFoundException">There is no such Microsoft 365 half.</exception>
    /// <exception cref="ConflictException">The name is taken.</exception>
    /// <exception cref="InvalidSettingException">A value cannot be used.</exception>
    public async Task<Organization> AddOnPremisesAsync(NewOnPremisesOrganization request, CancellationToken cancellationToken)
    {
        Organization? cloud = request.CloudHalf is null ? null : await FindCloudHalfAsync(request.CloudHalf, cancellationToken).ConfigureAwait(false);
        Organization organization = request.Describe(cloud?.Id, services.Clock.GetUtcNow());
        return await AddAsync(organization, new Request(request.Name, request.Password, request.SkipTest, [Workload.Mailbox]), cancellationToken).ConfigureAwait(false);
    }

    private async Task<Organization> FindCloudHalfAsync(string nameOrId, CancellationToken cancellationToken) =>
        await services.Configuration.Organizations.FindAsync(nameOrId, cancellationToken).ConfigureAwait(false) is { IsOnPremises: false } cloud
            ? cloud
            : throw new NotFoundException("Organization.NotFound", $"There is no Microsoft 365 organization '{nameOrId}'.", "Add it first: Get-BackupOrganization lists what there is.");

    private async Task<Organization> AddAsync(Organization organization, Request request, CancellationToken cancellationToken)
    {
        Organization? imported = await FindImportedAsync(request, organization, cancellationToken).ConfigureAwait(false);
        if (imported is not null)
            organization = organization with { Id = imported.Id, Name = string.IsNullOrWhiteSpace(request.Name) ? imported.Name : organization.Name };
        Organization? named = await services.Configuration.Organizations.FindAsync(organization.Name, cancellationToken).ConfigureAwait(false);
        if (named is not null && named.Id != imported?.Id)
            throw new ConflictException("Organization.Exists", $"There is an organization '{organization.Name}' already.", "Choose another -Name, or remove the old one with Remove-BackupOrganization.");
        if (!request.SkipTest)
        {
            await using IOrganizationSource source = services.Sources.Connect(organization, request.Secret);
            (await source.CheckAsync(request.Workloads, cancellationToken).ConfigureAwait(false)).ThrowIfFailed();
        }
        if (imported is null)
            await services.Configuration.Organizations.AddAsync(organization, request.Secret, cancellationToken).ConfigureAwait(false);
        else
            await services.Configuration.Organizations.UpdateAsync(organization, request.Secret, cancellationToken).ConfigureAwait(false);
        return organization;
    }

    /// <summary>An organization that came with a repository and is completed by this request: of the same name, or else of the same tenant.</summary>
    private async Task<Organization?> FindImportedAsync(Request request, Organization organization, CancellationToken cancellationToken)
    {
        IReadOnlyList<Organization> all = await services.Configuration.Organizations.ListAsync(cancellationToken).ConfigureAwait(false);
        Organization[] imported = [.. all.Where(o => o.IsImported)];
        return Array.Find(imported, o => string.Equals(o.Name, request.Name?.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? Array.Find(imported, o => o.TenantId.Length > 0 && string.Equals(o.TenantId, organization.TenantId, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Signs in and tries what backups need.</summary>
    /// <param name="organization">The organization.</param>
    /// <param name="workloads">The workloads tried; null for those of users and those that its jobs back up.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<OrganizationCheckResult> TestAsync(Organization organization, IReadOnlyList<Workload>? workloads, CancellationToken cancellationToken)
    {
        workloads ??= organization.IsOnPremises ? OnPremisesWorkloads : await ListWorkloadsAsync(organization, cancellationToken).ConfigureAwait(false);
        await using IOrganizationSource source = await ConnectAsync(organization, cancellationToken).ConfigureAwait(false);
        return await source.CheckAsync(workloads, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Workload>> ListWorkloadsAsync(Organization organization, CancellationToken cancellationToken)
    {
        IReadOnlyList<BackupJob> jobs = await services.Configuration.Jobs.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. UserWorkloads.All.Union(jobs.Where(j => j.OrganizationId == organization.Id).SelectMany(j => ObjectWorkloads.Of(j.Scope)))];
    }

    /// <summary>Streams the objects of the organization's directory.</summary>
    public async IAsyncEnumerable<DiscoveredObject> DiscoverAsync(
        Organization organization, DiscoveryQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IOrganizationSource source = await ConnectAsync(organization, cancellationToken).ConfigureAwait(false);
        await foreach (DiscoveredObject found in source.DiscoverAsync(query, cancellationToken).ConfigureAwait(false))
            yield return found;
    }

    private async Task<IOrganizationSource> ConnectAsync(Organization organization, CancellationToken cancellationToken) => services.Sources.Connect(
        organization, await services.Configuration.Organizations.ReadSecretAsync(organization.Id, cancellationToken).ConfigureAwait(false));

    private Organization Describe(NewOrganization request)
    {
        (Uri authority, Uri endpoint) = EndpointsOf(request.Region);
        return new Organization
        {
            Id = Guid.CreateVersion7(),
            Name = string.IsNullOrWhiteSpace(request.Name) ? request.TenantId : request.Name.Trim(),
            TenantId = Required(request.TenantId, nameof(request.TenantId)),
            ClientId = Required(request.ClientId, nameof(request.ClientId)),
            Authority = request.Authority ?? authority,
            GraphEndpoint = request.GraphEndpoint ?? endpoint,
            CredentialKind = request.CredentialKind,
            CertificatePath = request.CertificatePath,
            CertificateThumbprint = request.CertificateThumbprint,
            PinnedServerCertificate = request.PinnedServerCertificate,
            RequestBudget = request.RequestBudget,
            CreatedAt = services.Clock.GetUtcNow(),
        };
    }

    private static string Required(string value, string name) => !string.IsNullOrWhiteSpace(value)
        ? value.Trim()
        : throw new InvalidSettingException("Organization.MissingValue", $"{name} is empty.", "Take it from the application's registration in Microsoft Entra.");

    private static (Uri Authority, Uri Endpoint) EndpointsOf(CloudRegion region) => region switch
    {
        CloudRegion.UsGovernment => (new Uri("https://login.microsoftonline.us/"), new Uri("https://graph.microsoft.us/")),
        CloudRegion.UsGovernmentDoD => (new Uri("https://login.microsoftonline.us/"), new Uri("https://dod-graph.microsoft.us/")),
        CloudRegion.China => (new Uri("https://login.chinacloudapi.cn/"), new Uri("https://microsoftgraph.chinacloudapi.cn/")),
        _ => (new Uri("https://login.microsoftonline.com/"), new Uri("https://graph.microsoft.com/")),
    };

    /// <summary>What adding needs of a request of either kind.</summary>
    private sealed record Request(string? Name, string? Secret, bool SkipTest, IReadOnlyList<Workload> Workloads);
}

using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <inheritdoc cref="IOrganizationTable"/>
internal sealed class SqlOrganizationTable(SqlStore store, SecretVault vault) : IOrganizationTable
{
    private const string What = "Organization";

    private static readonly string[] Columns =
    [
        "id", "name", "name_key", "tenant_id", "client_id", "authority", "graph_endpoint", "credential_kind",
        "certificate_path", "certificate_thumbprint", "pinned_server_certificate", "request_budget", "created_at", "restore_application", "on_premises",
    ];

    public Task AddAsync(Organization organization, string? clientSecret, CancellationToken cancellationToken)
    {
        Check(organization);
        return store.WriteAsync(
            async unit =>
            {
                if (await unit.InsertAsync("organizations", Columns, [Values(organization, unit.Dialect)]).ConfigureAwait(false) == 0)
                    throw TableErrors.Taken(What, organization.Name);
                await vault.AddAsync(unit, SecretOf(organization.Id), clientSecret).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task UpdateAsync(Organization organization, string? clientSecret, CancellationToken cancellationToken)
    {
        Check(organization);
        return store.WriteAsync(
            async unit =>
            {
                await NamedRows.ThrowIfNameTakenAsync(unit, "organizations", organization.Id, organization.Name, What).ConfigureAwait(false);
                if (await NamedRows.ReplaceAsync(unit, "organizations", Columns, Values(organization, unit.Dialect)).ConfigureAwait(false) == 0)
                    throw TableErrors.Unknown(What, organization.Id);
                await vault.ReplaceAsync(unit, SecretOf(organization.Id), clientSecret).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<Organization>> ListAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(unit => unit.QueryAsync("SELECT * FROM organizations ORDER BY name_key", null, Read), cancellationToken).ConfigureAwait(false);

    public Task<Organization?> FindAsync(string nameOrId, CancellationToken cancellationToken) =>
        store.ReadAsync(unit => NamedRows.FindAsync(unit, "organizations", nameOrId, Read), cancellationToken);

    public Task<string?> ReadSecretAsync(Guid organizationId, CancellationToken cancellationToken) =>
        store.ReadAsync(
            async unit =>
            {
                await NamedRows.RequireAsync(unit, "organizations", organizationId, What).ConfigureAwait(false);
                return await vault.ReadAsync(unit, SecretOf(organizationId)).ConfigureAwait(false);
            },
            cancellationToken);

    public Task SetRestoreAsync(Guid organizationId, RestoreApplication? application, string? secret, CancellationToken cancellationToken)
    {
        foreach (string? text in (string?[])[application?.ClientId, application?.CertificatePath, application?.CertificateThumbprint])
            SettingText.Check(text, What);
        string? json = application is null ? null : JsonSerializer.Serialize(application, ConfigurationJson.Default.RestoreApplication);
        return store.WriteAsync(
            async unit =>
            {
                if (await unit.ExecuteAsync("UPDATE organizations SET restore_application = @json WHERE id = @organizationId", new { organizationId, json }).ConfigureAwait(false) == 0)
                    throw TableErrors.Unknown(What, organizationId);
                await vault.ReplaceAsync(unit, new SecretPlace(organizationId, SecretKind.RestoreSecret), secret).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<string?> ReadRestoreSecretAsync(Guid organizationId, CancellationToken cancellationToken) =>
        store.ReadAsync(unit => vault.ReadAsync(unit, new SecretPlace(organizationId, SecretKind.RestoreSecret)), cancellationToken);

    public Task RemoveAsync(Guid organizationId, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                await NamedRows.ThrowIfUsedByJobsAsync(unit, "organization_id", organizationId, What).ConfigureAwait(false);
                await SecretVault.RemoveAsync(unit, organizationId).ConfigureAwait(false);
                await NamedRows.DeleteAsync(unit, "organizations", organizationId, What).ConfigureAwait(false);
            },
            cancellationToken);

    private static SecretPlace SecretOf(Guid id) => new(id, SecretKind.ClientSecret);

    private static void Check(Organization o)
    {
        SettingText.CheckName(o.Name, What);
        string?[] texts = [o.TenantId, o.ClientId, o.Authority.OriginalString, o.GraphEndpoint.OriginalString, o.CertificatePath, o.CertificateThumbprint, o.PinnedServerCertificate, o.OnPremises?.UserName];
        foreach (string? text in texts)
            SettingText.Check(text, What);
    }

    private static object?[] Values(Organization o, SqlDialect dialect) =>
    [
        o.Id, o.Name, SettingText.Key(o.Name), o.TenantId, o.ClientId, o.Authority.OriginalString, o.GraphEndpoint.OriginalString, o.CredentialKind.ToString(),
        o.CertificatePath, o.CertificateThumbprint, o.PinnedServerCertificate, o.RequestBudget, dialect.Time(o.CreatedAt),
        o.Restore is null ? null : JsonSerializer.Serialize(o.Restore, ConfigurationJson.Default.RestoreApplication),
        o.OnPremises is null ? null : JsonSerializer.Serialize(o.OnPremises, ConfigurationJson.Default.OnPremisesConnection),
    ];

    private static Organization Read(Row row) => new()
    {
        Id = row.Guid("id"),
        Name = row.Text("name"),
        TenantId = row.Text("tenant_id"),
        ClientId = row.Text("client_id"),
        Authority = new Uri(row.Text("authority")),
        GraphEndpoint = new Uri(row.Text("graph_endpoint")),
        CredentialKind = row.Name<CredentialKind>("credential_kind"),
        CertificatePath = row.TextOrNull("certificate_path"),
        CertificateThumbprint = row.TextOrNull("certificate_thumbprint"),
        PinnedServerCertificate = row.TextOrNull("pinned_server_certificate"),
        RequestBudget = row.IntOrNull("request_budget"),
        CreatedAt = row.Time("created_at"),
        Restore = row.JsonOrNull("restore_application", ConfigurationJson.Default.RestoreApplication),
        OnPremises = row.JsonOrNull("on_premises", ConfigurationJson.Default.OnPremisesConnection),
    };
}

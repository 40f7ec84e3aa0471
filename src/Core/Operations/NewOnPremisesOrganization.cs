using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.ExchangeOnPremises;

namespace Veeam365.Backup.Core.Operations;

/// <summary>An on-premises Exchange organization to be added.</summary>
public sealed record NewOnPremisesOrganization
{
    /// <summary>The name; the server's when null.</summary>
    public string? Name { get; init; }

    /// <summary>How it is reached.</summary>
    public required OnPremisesConnection Connection { get; init; }

    /// <summary>The account's password; null for the account that PowerShell runs as.</summary>
    public string? Password { get; init; }

    /// <summary>The name or id of its Microsoft 365 half, which is an organization of its own here; null when it is not hybrid.</summary>
    public string? CloudHalf { get; init; }

    /// <summary>Requests that all proxies together may send to it in ten seconds; null for no limit of our own.</summary>
    public int? RequestBudget { get; init; }

    /// <summary>True to add it without connecting first.</summary>
    public bool SkipTest { get; init; }

    /// <summary>Names no secret.</summary>
    public override string ToString() => $"{Name ?? Connection.ConnectionUri.Host} (on premises)";

    /// <exception cref="InvalidSettingException">A value cannot be used.</exception>
    internal Organization Describe(Guid? cloudHalf, DateTimeOffset now)
    {
        ExchangeOrganizationSourceFactory.Validate(Connection, Password);
        return new Organization
        {
            Id = Guid.CreateVersion7(),
            Name = string.IsNullOrWhiteSpace(Name) ? Connection.ConnectionUri.Host : Name.Trim(),
            TenantId = Connection.ConnectionUri.Host,
            ClientId = Connection.UserName ?? "",
            Authority = Connection.ConnectionUri,
            GraphEndpoint = Connection.Ews,
            CredentialKind = Connection.UserName is null ? CredentialKind.CurrentUser : CredentialKind.Password,
            RequestBudget = RequestBudget,
            OnPremises = Connection with { CloudHalf = cloudHalf },
            CreatedAt = now,
        };
    }
}

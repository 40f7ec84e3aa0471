using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Makes the credential of an organization's application.</summary>
internal static class GraphCredentialFactory
{
    // The authorities that instance discovery knows: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud.
    private static readonly string[] KnownAuthorities =
    [
        "login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net", "login.microsoftonline.us", "login.usgovcloudapi.net",
        "login.chinacloudapi.cn", "login.partner.microsoftonline.cn", "login.microsoftonline.de",
    ];

    public static TokenCredential Create(Organization organization, string? secret, X509Certificate2? certificate, HttpClient http)
    {
        if (certificate is not null)
            return new ClientCertificateCredential(organization.TenantId, organization.ClientId, certificate, Configure(new ClientCertificateCredentialOptions(), organization, http));
        return new ClientSecretCredential(organization.TenantId, organization.ClientId, secret, Configure(new ClientSecretCredentialOptions(), organization, http));
    }

    /// <exception cref="InvalidSettingException">What the sign-in needs is not there.</exception>
    public static void Validate(Organization organization, string? secret)
    {
        if (organization.CredentialKind == CredentialKind.None)
        {
            throw Invalid(
                "NotSignedIn",
                $"Organization '{organization.Name}' came with an imported repository: nothing to sign in with is known.",
                "Complete it with Add-BackupOrganization, giving the same -Name (or -TenantId); its data can be browsed and exported without that.");
        }
        if (organization.Authority.Scheme != Uri.UriSchemeHttps || organization.GraphEndpoint.Scheme != Uri.UriSchemeHttps)
            throw Invalid("EndpointNotSecure", "Authority and Graph endpoint must be https addresses.", "Give https addresses; for a certificate of your own, pin it.");
        if (organization.CredentialKind == CredentialKind.ClientSecret && string.IsNullOrEmpty(secret))
            throw Invalid("SecretMissing", "The organization signs in with a client secret, but none is set.", "Set the client secret of the organization.");
        if (!organization.TenantId.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') || organization.TenantId.Length == 0)
            throw Invalid("TenantInvalid", "The tenant id is neither a GUID nor a domain.", "Give the tenant's GUID or one of its verified domains.");
        if (string.IsNullOrWhiteSpace(organization.ClientId))
            throw Invalid("ClientIdMissing", "The application (client) id is empty.", "Give the application (client) id of the registration.");
    }

    private static T Configure<T>(T options, Organization organization, HttpClient http)
        where T : TokenCredentialOptions
    {
        options.AuthorityHost = organization.Authority;
        options.Transport = new HttpClientTransport(http);
        // A failing sign-in should be told soon; the session has retries of its own.
        options.Retry.MaxRetries = 1;
        options.Retry.Delay = TimeSpan.FromMilliseconds(300);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        options.Diagnostics.IsLoggingEnabled = false;
        bool known = KnownAuthorities.Contains(organization.Authority.Host, StringComparer.OrdinalIgnoreCase);
        if (options is ClientSecretCredentialOptions s)
            s.DisableInstanceDiscovery = !known;
        else if (options is ClientCertificateCredentialOptions c)
            c.DisableInstanceDiscovery = !known;
        return options;
    }

    private static InvalidSettingException Invalid(string reason, string message, string action) => new("Organization." + reason, message, action);
}

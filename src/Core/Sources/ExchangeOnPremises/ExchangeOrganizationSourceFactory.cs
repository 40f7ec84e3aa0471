using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Makes connections to on-premises Exchange organizations.</summary>
/// <param name="shells">Makes remote PowerShell sessions.</param>
/// <param name="options">Limits and patience; null for the defaults.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class ExchangeOrganizationSourceFactory(IExchangeShellFactory shells, EwsOptions? options = null, TimeProvider? time = null) : IOrganizationSourceFactory
{
    /// <inheritdoc/>
    public IOrganizationSource Connect(Organization organization, string? clientSecret) => Connect(organization, clientSecret, SourceLimits.None);

    /// <inheritdoc/>
    public IOrganizationSource Connect(Organization organization, string? clientSecret, SourceLimits limits)
    {
        ArgumentNullException.ThrowIfNull(organization);
        OnPremisesConnection connection = organization.OnPremises ?? throw new ArgumentException("It is no on-premises organization.", nameof(organization));
        Validate(connection, clientSecret);
        return new ExchangeOrganizationSource(connection, clientSecret, shells, options ?? new EwsOptions(), time ?? TimeProvider.System, limits);
    }

    /// <summary>Refuses what would send a password in the clear, or cannot work.</summary>
    /// <exception cref="InvalidSettingException">A value cannot be used.</exception>
    public static void Validate(OnPremisesConnection connection, string? password)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (connection.ConnectionUri.Scheme is not ("http" or "https"))
            throw Invalid("UriInvalid", $"'{connection.ConnectionUri}' is no address of Exchange's PowerShell.", "Give an address like http://server.contoso.example/PowerShell/.");
        if (connection.Ews.Scheme is not "https")
            throw Invalid("EwsNotSecure", "Mail is read over TLS only.", "Give an https address with -EwsUrl.");
        if (connection.Authentication == ExchangeAuthentication.Basic && connection.ConnectionUri.Scheme is not "https")
            throw Invalid("BasicNotSecure", "Basic authentication sends the password as it is: it is used over TLS only.", "Give an https -ConnectionUri, or use -Authentication Kerberos.");
        if (connection.Authentication == ExchangeAuthentication.Basic && connection.UserName is null)
            throw Invalid("BasicWithoutCredential", "Basic authentication needs a user name and a password.", "Give -Credential.");
        if (connection.UserName is not null && string.IsNullOrEmpty(password))
            throw Invalid("PasswordMissing", $"No password is known for the account '{connection.UserName}'.", "Give -Credential again.");
    }

    private static InvalidSettingException Invalid(string reason, string message, string action) => new("Organization." + reason, message, action);
}

using System.IO.Enumeration;
using System.Net.Mail;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Which recipients a name means: an id, an address, an alias, a display name, or a pattern with * and ?. Without case.</summary>
internal sealed class RecipientFilter(string? name)
{
    private readonly bool _isPattern = name is not null && name.AsSpan().ContainsAny('*', '?');

    /// <summary>What the server can be asked for directly: an id or an address. Other names are not unique there.</summary>
    public string? Identity => name is not null && !_isPattern && (Guid.TryParse(name, out _) || MailAddress.TryCreate(name, out _)) ? name : null;

    public bool Matches(Recipient recipient) =>
        // What the server found by an address may be known by another one of its addresses.
        name is null || Identity is not null || Fits(recipient.Address) || Fits(recipient.UserPrincipalName) || Fits(recipient.DisplayName) || Fits(recipient.Alias);

    private bool Fits(string? text)
    {
        if (text is null)
            return false;
        return _isPattern ? FileSystemName.MatchesSimpleExpression(name!.Replace("\\", "\\\\", StringComparison.Ordinal), text) : text.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}

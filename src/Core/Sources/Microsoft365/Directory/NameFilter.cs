using System.IO.Enumeration;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Which objects a name means: an id, an address, a display name, or a pattern with * and ?. Without case.</summary>
internal sealed class NameFilter(string? name)
{
    private readonly bool _isPattern = name is not null && name.AsSpan().ContainsAny('*', '?');

    /// <summary>What can be asked for directly: an id or a user principal name.</summary>
    public string? DirectKey => name is not null && !_isPattern && (Guid.TryParse(name, out _) || name.Contains('@', StringComparison.Ordinal)) ? name : null;

    /// <summary>A name without wildcards; null for everything and for patterns.</summary>
    public string? Exact => _isPattern ? null : name;

    public bool Matches(DirectoryGroup group) => name is null || Fits(group.Mail) || Fits(group.DisplayName) || (!_isPattern && Fits(group.Id));

    public bool Matches(DirectoryUser user) => name is null || Fits(user.UserPrincipalName) || Fits(user.Mail) || Fits(user.DisplayName) || (!_isPattern && Fits(user.Id));

    private bool Fits(string? text)
    {
        if (text is null)
            return false;
        return _isPattern ? FileSystemName.MatchesSimpleExpression(Escaped, text) : text.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    // The backslash escapes in simple expressions; in a name it is itself.
    private string Escaped => name!.Replace("\\", "\\\\", StringComparison.Ordinal);
}

using System.IO.Enumeration;

namespace Veeam365.Backup.Core.Model;

/// <summary>A name or wildcard pattern as admins write it: * for any characters, ? for one, compared without case.</summary>
/// <param name="Text">The pattern.</param>
public sealed record NamePattern(string Text)
{
    /// <summary>True when the text holds a wildcard; otherwise it names exactly one thing.</summary>
    public bool HasWildcard => Text.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>True when the candidate matches; null never does.</summary>
    public bool Matches(string? candidate) =>
        candidate is not null && FileSystemName.MatchesSimpleExpression(Text.Replace("\\", "\\\\", StringComparison.Ordinal), candidate, ignoreCase: true);

    /// <summary>True when the object's id, address or display name matches.</summary>
    public bool Matches(ProtectedObject candidate) =>
        Matches(candidate.Address) || Matches(candidate.DisplayName) || string.Equals(candidate.Id, Text, StringComparison.OrdinalIgnoreCase);
}

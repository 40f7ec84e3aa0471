namespace Veeam365.Backup.Tests.Golden;

/// <summary>An item as the truth has it: everything that a restore needs, contents by their hashes.</summary>
internal sealed record GoldenItem(
    string Key, string Kind, string? Parent, string Name, string? Created, string? Modified, long Size, string? VersionTag, string? From, string? To, string Flags, string? Content, string? Properties);

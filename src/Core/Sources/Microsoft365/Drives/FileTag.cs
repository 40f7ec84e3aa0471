namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The mark of a file's or folder's version (see <see cref="VersionTag"/>), with what delta does not tell: which of the source's versions the content is, and a hash of the permissions.
/// Written as content[;version]|properties[.permissions].
/// </summary>
/// <param name="Content">Equal marks mean equal content; empty for folders.</param>
/// <param name="Version">The source's number of the version that was read; null when it is not known.</param>
/// <param name="Properties">Equal marks mean equal properties.</param>
/// <param name="Permissions">Equal marks mean equal permissions; null when none were read.</param>
internal readonly record struct FileTag(string Content, string? Version, string Properties, string? Permissions)
{
    public static FileTag Of(string content, ReadOnlySpan<byte> properties) => new(content, null, VersionTag.Of(content, properties).Properties, null);

    public static FileTag Parse(string? text)
    {
        VersionTag tag = VersionTag.Parse(text);
        int version = tag.Content.LastIndexOf(';'), permissions = tag.Properties.IndexOf('.', StringComparison.Ordinal);
        return new FileTag(
            version < 0 ? tag.Content : tag.Content[..version],
            version < 0 ? null : tag.Content[(version + 1)..],
            permissions < 0 ? tag.Properties : tag.Properties[..permissions],
            permissions < 0 ? null : tag.Properties[(permissions + 1)..]);
    }

    public override string ToString() => new VersionTag(
        Version is null ? Content : $"{Content};{Version}", Permissions is null ? Properties : $"{Properties}.{Permissions}").ToString();
}

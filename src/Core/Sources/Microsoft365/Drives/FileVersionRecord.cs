using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A version of a file as the source lists it: https://learn.microsoft.com/graph/api/driveitem-list-versions.</summary>
internal sealed record FileVersionRecord(string Id, long Size)
{
    public DateTimeOffset? Modified { get; init; }

    public string? Author { get; init; }

    /// <summary>The properties to keep.</summary>
    public byte[] Json { get; init; } = [];

    public static FileVersionRecord Read(JsonElement json) => new(json.Id(), json.Member("size") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt64(out long bytes) ? bytes : 0)
    {
        Modified = json.Time("lastModifiedDateTime"),
        Author = json.Identity("lastModifiedBy"),
        Json = json.Canonical(),
    };
}

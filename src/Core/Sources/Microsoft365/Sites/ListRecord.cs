using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A list as the source tells it; a document library is one, too.</summary>
internal sealed record ListRecord(string Id, string DisplayName, string WebUrl)
{
    /// <summary>Changes with the list's definition.</summary>
    public string? ETag { get; init; }

    public DateTimeOffset? Created { get; init; }

    public string? Author { get; init; }

    /// <summary>The properties to keep; times change with what is in it.</summary>
    public byte[] Json { get; init; } = [];

    public static ListRecord Read(JsonElement json) => new(json.Id(), json.Text("displayName") ?? json.Text("name") ?? json.Id(), json.Text("webUrl") ?? "")
    {
        ETag = json.Text("eTag"),
        Created = json.Time("createdDateTime"),
        Author = json.Identity("createdBy"),
        Json = json.Canonical("lastModifiedDateTime", "lastModifiedBy", "eTag"),
    };
}

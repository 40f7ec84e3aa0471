using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A site page as the listing tells it.</summary>
internal sealed record PageRecord(string Id, string Name)
{
    /// <summary>Changes with the page.</summary>
    public string? ETag { get; init; }

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Modified { get; init; }

    public string? Author { get; init; }

    public static PageRecord Read(JsonElement json) => new(json.Id(), json.Text("name") ?? json.Text("title") ?? json.Id())
    {
        ETag = json.Text("eTag"),
        Created = json.Time("createdDateTime"),
        Modified = json.Time("lastModifiedDateTime"),
        Author = json.Identity("createdBy"),
    };
}

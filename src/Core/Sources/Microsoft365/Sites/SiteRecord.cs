using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A site or subsite as the source tells it.</summary>
/// <param name="Id">host,collection,web.</param>
/// <param name="DisplayName">The name people see.</param>
/// <param name="WebUrl">Its address; empty when it is not told.</param>
internal sealed record SiteRecord(string Id, string DisplayName, string WebUrl)
{
    /// <summary>What distinguishes subsites and their top: https://learn.microsoft.com/graph/api/resources/site.</summary>
    public bool IsTop { get; init; }

    public bool IsPersonal { get; init; }

    public DateTimeOffset? Created { get; init; }

    /// <summary>The properties to keep.</summary>
    public byte[] Json { get; init; } = [];

    /// <summary>host,collection.</summary>
    public string CollectionId => Id.LastIndexOf(',') is > 0 and var at ? Id[..at] : Id;

    public static SiteRecord Read(JsonElement json) => new(json.Id(), json.Text("displayName") ?? json.Text("name") ?? json.Text("webUrl") ?? json.Id(), json.Text("webUrl") ?? "")
    {
        IsTop = json.Has("root") || json.Has("siteCollection"),
        IsPersonal = json.Flag("isPersonalSite"),
        Created = json.Time("createdDateTime"),
        Json = json.Canonical("eTag", "lastModifiedDateTime"),
    };
}

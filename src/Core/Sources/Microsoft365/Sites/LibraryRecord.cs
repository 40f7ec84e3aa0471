using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A document library as the drive that it is.</summary>
internal sealed record LibraryRecord(string Id, string Name, string WebUrl)
{
    public DateTimeOffset? Created { get; init; }

    public string? Author { get; init; }

    /// <summary>The properties to keep; room and times change with what is in it.</summary>
    public byte[] Json { get; init; } = [];

    public static LibraryRecord Read(JsonElement json) => new(json.Id(), json.Text("name") ?? json.Id(), json.Text("webUrl") ?? "")
    {
        Created = json.Time("createdDateTime"),
        Author = json.Identity("createdBy"),
        Json = json.Canonical("quota", "lastModifiedDateTime", "lastModifiedBy", "eTag"),
    };
}

using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A list item as the source tells it, with its fields.</summary>
internal sealed record ListItemRecord(string Id)
{
    public bool IsDeleted { get; init; }

    public string Name { get; init; } = "";

    public string? ETag { get; init; }

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Modified { get; init; }

    public string? Author { get; init; }

    /// <summary>Files are attached; Graph v1.0 does not give them.</summary>
    public bool HasAttachments { get; init; }

    /// <summary>The item always written the same way.</summary>
    public byte[] Json { get; init; } = [];

    public static ListItemRecord Read(JsonElement json)
    {
        if (json.Has("deleted"))
            return new ListItemRecord(json.Id()) { IsDeleted = true };
        JsonElement fields = json.Member("fields");
        return new ListItemRecord(json.Id())
        {
            Name = fields.Text("Title") ?? fields.Text("FileLeafRef") ?? $"Item {json.Id()}",
            ETag = json.Text("eTag"),
            Created = json.Time("createdDateTime"),
            Modified = json.Time("lastModifiedDateTime"),
            Author = json.Identity("createdBy"),
            HasAttachments = fields.Flag("Attachments"),
            Json = json.Canonical(),
        };
    }
}

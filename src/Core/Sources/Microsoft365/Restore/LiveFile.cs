using System.Globalization;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A file or folder that the target has.</summary>
internal sealed record LiveFile(string Id, string Name, string? ParentId, bool IsFile, FileMark Mark)
{
    /// <summary>When it was modified, as its owner's file system says.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>When the service saw it modified.</summary>
    public DateTimeOffset? Seen { get; init; }

    public static LiveFile Of(JsonElement json) => new(
        json.Id(),
        json.Text("name") ?? "",
        json.Part("parentReference")?.Text("id"),
        json.Part("file") is not null,
        new FileMark(json.TryGetProperty("size", out JsonElement size) && size.ValueKind == JsonValueKind.Number ? size.GetInt64() : 0, json.Part("file")?.Part("hashes")?.Text("quickXorHash")))
    {
        Modified = json.Part("fileSystemInfo")?.Time("lastModifiedDateTime"),
        Seen = json.Time("lastModifiedDateTime"),
    };

    /// <summary>True when its content is known to be that of the restore point: same length, same hash of the service.</summary>
    public bool HasContentOf(ItemVersion version)
    {
        if (version.Content?.Length == 0)
            return Mark.Size == 0;
        string mark = FileTag.Parse(version.VersionTag).Content;
        return Mark.Hash is { Length: > 0 } hash && mark == string.Create(CultureInfo.InvariantCulture, $"qx:{hash}:{Mark.Size}");
    }

    /// <summary>The service keeps whole seconds.</summary>
    public bool HasTimesOf(ItemVersion version) => version.ModifiedAt is not { } wanted || IsAbout(Modified, wanted) || IsAbout(Seen, wanted);

    private static bool IsAbout(DateTimeOffset? live, DateTimeOffset wanted) => live is { } time && (wanted - time).Duration() < TimeSpan.FromSeconds(1);
}

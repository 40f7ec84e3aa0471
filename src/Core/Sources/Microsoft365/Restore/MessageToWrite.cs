using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A message to be written: its MIME and what MIME does not hold.</summary>
internal sealed class MessageToWrite(IItemToWrite item, JsonElement properties)
{
    public string Key => item.Version.Key;

    public RestoreMarker Marker { get; } = RestoreMarker.For(item);

    public string ChangeKey => VersionTag.Parse(item.Version.VersionTag).Content;

    public string? MessageId => properties.Text("internetMessageId");

    public DateTimeOffset? Received => properties.Time("receivedDateTime") ?? item.Version.ModifiedAt;

    public bool IsDraft => item.Version.Flags.HasFlag(ItemFlags.IsDraft);

    public long Length => Content.Length;

    public Sha256Hash Hash => Content.Hash;

    private ContentReference Content => item.Version.Content ?? throw TargetErrors.Unusable("The restore point holds no content of it.");

    public Task<Stream> OpenAsync(CancellationToken cancellationToken) => item.OpenContentAsync(cancellationToken);

    /// <summary>As a PATCH of the message: https://learn.microsoft.com/graph/api/message-update.</summary>
    public JsonObject Properties()
    {
        var changes = new JsonObject { ["isRead"] = item.Version.Flags.HasFlag(ItemFlags.IsRead) };
        foreach (string name in (string[])["categories", "flag"])
        {
            if (properties.Part(name) is { } value)
                changes[name] = value.ToNode();
        }

        foreach (string name in (string[])["importance", "inferenceClassification"])
        {
            if (properties.Text(name) is { } value)
                changes[name] = value;
        }

        return changes;
    }
}

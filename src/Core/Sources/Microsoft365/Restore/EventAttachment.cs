using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A file of an event.</summary>
internal sealed class EventAttachment(IEmbeddedContent content, JsonElement json) : IAttachmentToWrite
{
    private long? _length;

    public string Name => json.Text("name") is { Length: > 0 } name ? name : "attachment";

    public string ContentType => json.Text("contentType") ?? "application/octet-stream";

    public string? ContentId => json.Text("contentId");

    public bool IsInline => json.Flag("isInline");

    public bool HasContent
    {
        get
        {
            using Stream? opened = content.Open(json);
            _length ??= opened?.Length;
            return opened is not null;
        }
    }

    public long Length => _length ?? (HasContent ? _length!.Value : 0);

    public Stream Open() => content.Open(json) ?? Stream.Null;
}

using System.Text;
using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Makes messages of MIME (https://learn.microsoft.com/graph/outlook-send-mime-message). A request takes 4 MB at most, of base64 that is; so what is larger goes without its largest
/// attachments, which follow one by one (https://learn.microsoft.com/graph/outlook-large-attachments).
/// </summary>
internal sealed class MailContent(GraphWriter writer, MailPlaces places)
{
    private const int LargestMime = 3_000_000;

    private readonly OutlookAttachments _attachments = new(writer);

    /// <returns>The id of a message in the folder, and what is not as it was.</returns>
    public async Task<(string Id, string? Note)> CreateAsync(string folderId, MessageToWrite message, CancellationToken cancellationToken)
    {
        if (message.Length <= LargestMime)
            return (await PostAsync(folderId, await ReadAsync(message, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false), null);
        await using SplitMessage split = await SplitMessage.ReadAsync(await message.OpenAsync(cancellationToken).ConfigureAwait(false), LargestMime, cancellationToken).ConfigureAwait(false);
        string id = await PostAsync(folderId, split.Rest, cancellationToken).ConfigureAwait(false);
        foreach (SplitAttachment attachment in split.Attachments)
            await _attachments.AddAsync(places.Message(id), attachment, cancellationToken).ConfigureAwait(false);
        return (id, split.HasAttachedMessages
            ? "Larger than a request takes: its large attachments were added one by one, attached messages as files."
            : "Larger than a request takes: its large attachments were added one by one.");
    }

    private static async Task<byte[]> ReadAsync(MessageToWrite message, CancellationToken cancellationToken)
    {
        await using Stream content = await message.OpenAsync(cancellationToken).ConfigureAwait(false);
        using var bytes = new MemoryStream((int)message.Length);
        await content.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes.ToArray();
    }

    private async Task<string> PostAsync(string folderId, byte[] mime, CancellationToken cancellationToken)
    {
        byte[] base64 = Encoding.ASCII.GetBytes(Convert.ToBase64String(mime));
        // Sent twice it makes two: the other one stays in the folder that is removed in the end.
        JsonElement made = await writer.SendAsync(HttpMethod.Post, $"{places.Folder(folderId)}/messages", () => Body(base64), cancellationToken).ConfigureAwait(false);
        return made.Id();
    }

    private static ByteArrayContent Body(byte[] base64)
    {
        var content = new ByteArrayContent(base64);
        content.Headers.ContentType = new("text/plain");
        return content;
    }
}

using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Attaches files: below 3 MB in one request, larger ones by upload session (https://learn.microsoft.com/graph/outlook-large-attachments).</summary>
internal sealed class OutlookAttachments(GraphWriter writer)
{
    private const int LargestPosted = 2_900_000;
    private const long Largest = 150L << 20;
    private const int Fragment = 3 << 20;

    /// <param name="owner">The address of the message or event.</param>
    /// <param name="attachment">The file.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task AddAsync(string owner, IAttachmentToWrite attachment, CancellationToken cancellationToken)
    {
        if (attachment.Length > Largest)
            throw TargetErrors.TooLarge(null);
        await using Stream content = attachment.Open();
        if (attachment.Length <= LargestPosted)
            await PostAsync(owner, attachment, content, cancellationToken).ConfigureAwait(false);
        else
            await UploadAsync(owner, attachment, content, cancellationToken).ConfigureAwait(false);
    }

    private async Task PostAsync(string owner, IAttachmentToWrite attachment, Stream content, CancellationToken cancellationToken)
    {
        var bytes = new byte[attachment.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        JsonObject body = Describe(attachment);
        body["@odata.type"] = "#microsoft.graph.fileAttachment";
        body["contentBytes"] = Convert.ToBase64String(bytes);
        await writer.CreateAsync($"{owner}/attachments", body, token => FindAsync(owner, attachment, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task UploadAsync(string owner, IAttachmentToWrite attachment, Stream content, CancellationToken cancellationToken)
    {
        JsonObject item = Describe(attachment);
        item["attachmentType"] = "file";
        item["size"] = attachment.Length;
        var upload = new UploadWriter(writer, Fragment);
        await upload.RunAsync($"{owner}/attachments/createUploadSession", new JsonObject { ["AttachmentItem"] = item }, content, attachment.Length, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One that an answer which was lost told of: the owner is ours alone, so name and length tell it.</summary>
    private async Task<System.Text.Json.JsonElement?> FindAsync(string owner, IAttachmentToWrite attachment, CancellationToken cancellationToken)
    {
        await foreach (System.Text.Json.JsonElement one in writer.ListAsync($"{owner}/attachments?$select=id,name,size", cancellationToken).ConfigureAwait(false))
        {
            if (one.Text("name") == attachment.Name && one.TryGetProperty("size", out System.Text.Json.JsonElement size) && size.GetInt64() >= attachment.Length)
                return one;
        }

        return null;
    }

    private static JsonObject Describe(IAttachmentToWrite attachment)
    {
        var json = new JsonObject { ["name"] = attachment.Name, ["contentType"] = attachment.ContentType, ["isInline"] = attachment.IsInline };
        if (attachment.ContentId is { } id)
            json["contentId"] = id;
        return json;
    }
}

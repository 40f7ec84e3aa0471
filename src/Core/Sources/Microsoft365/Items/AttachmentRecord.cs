namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>An attachment as a list tells it.</summary>
/// <param name="Id">Its id within the event.</param>
/// <param name="Type">Its type: file, item or reference.</param>
/// <param name="Json">Its properties in canonical form.</param>
internal sealed record AttachmentRecord(string Id, string Type, byte[] Json)
{
    public bool IsReference => Type.EndsWith("referenceAttachment", StringComparison.OrdinalIgnoreCase);
}

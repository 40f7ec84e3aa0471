namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A file to be attached to a message or an event.</summary>
internal interface IAttachmentToWrite
{
    string Name { get; }

    string ContentType { get; }

    string? ContentId { get; }

    bool IsInline { get; }

    /// <summary>Bytes of its content.</summary>
    long Length { get; }

    Stream Open();
}

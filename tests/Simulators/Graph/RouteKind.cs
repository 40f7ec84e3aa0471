namespace Veeam365.Simulators.Graph;

/// <summary>What a request asks for; requests are counted by it.</summary>
public enum RouteKind
{
    Unknown,
    Token,
    Metadata,
    Organization,
    Users,
    User,
    Groups,
    MailboxSettings,
    MailFolders,
    MailFolder,
    ChildFolders,
    FolderDelta,
    Messages,
    MessageDelta,
    Message,
    MessageContent,
    Attachments,
    Attachment,
    AttachmentContent,
    Drive,
    Drives,
    DriveDelta,
    DriveItem,
    DriveChildren,
    DriveContent,
    Download,
    Batch,
    Admin,
}

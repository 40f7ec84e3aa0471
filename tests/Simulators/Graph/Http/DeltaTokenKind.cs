namespace Veeam365.Simulators.Graph;

internal enum DeltaTokenKind : byte
{
    Messages = 1,
    Folders = 2,
    Drive = 3,
    List = 4,
    ContactFolders = 5,
    Contacts = 6,
    Events = 7,
    ListItems = 8,
    ChannelMessages = 9,
}

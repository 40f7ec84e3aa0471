namespace Veeam365.Simulators.Graph;

/// <summary>A user with mailbox and drive, where there are such.</summary>
public sealed class SimulatedUser
{
    internal SimulatedUser(NewUser user, Guid id, TimeProvider time)
    {
        Specification = user;
        Guid = id;
        Id = id.ToString("D");
        UserPrincipalName = user.UserPrincipalName;
        DisplayName = user.DisplayName ?? user.UserPrincipalName.Split('@')[0];
        Mail = user.Mail ?? (user.HasMailbox ? user.UserPrincipalName : null);
        MailboxOrNull = user.HasMailbox ? new SimulatedMailbox(Derive(id, 1), DisplayName, Mail ?? UserPrincipalName, time) : null;
        ArchiveOrNull = user is { HasMailbox: true, HasArchive: true } ? new SimulatedMailbox(Derive(id, 5), DisplayName, Mail ?? UserPrincipalName, time, isArchive: true) : null;
        ContactsOrNull = user.HasMailbox ? new SimulatedContacts(Derive(id, 3), time) : null;
        CalendarOrNull = user.HasMailbox ? new SimulatedCalendar(Derive(id, 4), Mail ?? UserPrincipalName, time) : null;
        DriveOrNull = user.HasDrive ? new SimulatedDrive(Derive(id, 2), DisplayName, time) : null;
    }

    public string Id { get; }

    public string UserPrincipalName { get; }

    public string DisplayName { get; }

    public string? Mail { get; }

    public NewUser Specification { get; }

    public SimulatedMailbox Mailbox => MailboxOrNull ?? throw GraphException.NoMailbox();

    /// <summary>The in-place archive.</summary>
    public SimulatedMailbox Archive => ArchiveOrNull ?? throw GraphException.ItemNotFound();

    public SimulatedContacts Contacts => ContactsOrNull ?? throw GraphException.NoMailbox();

    public SimulatedCalendar Calendar => CalendarOrNull ?? throw GraphException.NoMailbox();

    public SimulatedDrive Drive => DriveOrNull ?? throw new GraphException(404, "ResourceNotFound", "User's mysite not found.");

    internal Guid Guid { get; }

    internal SimulatedMailbox? MailboxOrNull { get; }

    internal SimulatedMailbox? ArchiveOrNull { get; }

    internal SimulatedContacts? ContactsOrNull { get; }

    internal SimulatedCalendar? CalendarOrNull { get; }

    internal SimulatedDrive? DriveOrNull { get; }

    private static Guid Derive(Guid id, int purpose)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        var low = BitConverter.ToUInt64(bytes);
        var high = BitConverter.ToUInt64(bytes[8..]);
        BitConverter.TryWriteBytes(bytes, SplitMix.Mix(low + (ulong)purpose));
        BitConverter.TryWriteBytes(bytes[8..], SplitMix.Mix(high ^ (ulong)purpose << 32));
        return new Guid(bytes);
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>
/// The tenant behind the simulator; every member may be called from any thread at any time. Users are named by id or principal
/// name. The methods here are shortcuts for those of the user's mailbox and drive.
/// </summary>
public sealed class SimulatedTenant
{
    /// <summary>The application permissions a read-only backup of mail and files is granted.</summary>
    public static readonly ImmutableArray<string> BackupPermissions =
    [
        "Calendars.Read", "Channel.ReadBasic.All", "ChannelMember.Read.All", "ChannelMessage.Read.All", "Contacts.Read", "Files.Read.All", "Group.Read.All",
        "Mail.Read", "MailboxSettings.Read", "Organization.Read.All", "Sites.Read.All", "Team.ReadBasic.All", "User.Read.All",
    ];

    /// <summary>The application permissions of a registration that restores.</summary>
    public static readonly ImmutableArray<string> RestorePermissions =
    [
        "Calendars.ReadWrite", "Channel.Create", "ChannelMember.ReadWrite.All", "Contacts.ReadWrite", "Files.ReadWrite.All", "Group.Read.All", "Mail.ReadWrite", "Sites.Manage.All",
        "Sites.ReadWrite.All", "TeamMember.ReadWrite.All", "TeamSettings.ReadWrite.All", "TeamsTab.ReadWrite.All", "User.Read.All",
    ];

    private readonly Chronicle _time;
    private readonly ConcurrentDictionary<string, SimulatedUser> _byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, SimulatedDrive> _drives = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SimulatedApplication> _applications = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, SimulatedSite> _sitesByKey = new(StringComparer.OrdinalIgnoreCase);
    private ImmutableList<SimulatedUser> _users = [];
    private ImmutableList<SimulatedGroup> _groups = [];
    private ImmutableList<SimulatedSite> _sites = [];
    private long _tokenGeneration;

    internal SimulatedTenant(GraphSimulatorOptions options)
    {
        _time = new Chronicle(options.Time);
        Guid = options.TenantId;
        TenantId = options.TenantId.ToString("D");
        Name = options.TenantName;
        Domain = options.Domain;
        Application = AddApplication(BackupPermissions);
    }

    public string TenantId { get; }

    public string Name { get; }

    public string Domain { get; }

    /// <summary>The application that exists from the start, with <see cref="BackupPermissions"/>.</summary>
    public SimulatedApplication Application { get; }

    public IReadOnlyList<SimulatedUser> Users => _users;

    public IReadOnlyList<SimulatedGroup> Groups => _groups;

    /// <summary>The top site of each site collection.</summary>
    public IReadOnlyList<SimulatedSite> Sites => _sites;

    /// <summary>Where sites live.</summary>
    public string SharePointHost => $"{Domain.Split('.')[0]}.sharepoint.example";

    /// <summary>How many changes were made so far in mailboxes, calendars, contacts and drives.</summary>
    public long Moment => _time.Moment;

    internal Guid Guid { get; }

    internal long TokenGeneration => Interlocked.Read(ref _tokenGeneration);

    public SimulatedApplication AddApplication(params IEnumerable<string> permissions)
    {
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(30)).Replace('/', '~').Replace('+', '_');
        var application = new SimulatedApplication(Guid.NewGuid(), secret);
        application.SetPermissions(permissions);
        _applications[application.ClientId] = application;
        return application;
    }

    /// <summary>Access tokens made so far are refused with 401 from now on.</summary>
    public void RevokeAccessTokens() => Interlocked.Increment(ref _tokenGeneration);

    public SimulatedUser AddUser(string userPrincipalName) => AddUser(new NewUser(userPrincipalName));

    public SimulatedUser AddUser(NewUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var id = user.Id ?? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{TenantId}/{user.UserPrincipalName}")).AsSpan(0, 16));
        var added = new SimulatedUser(user, id, _time);
        if (!_byKey.TryAdd(added.UserPrincipalName, added))
            throw new GraphException(400, "Request_BadRequest", "Another object with the same value for property userPrincipalName already exists.");
        _byKey[added.Id] = added;
        if (added.DriveOrNull is { } drive)
            _drives[drive.Id] = drive;
        ImmutableInterlocked.Update(ref _users, static (list, one) => list.Add(one), added);
        return added;
    }

    public SimulatedGroup AddGroup(NewGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var id = group.Id ?? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{TenantId}/groups/{group.DisplayName}")).AsSpan(0, 16));
        var added = new SimulatedGroup(group, id, _time)
        {
            SiteOrNull = group.IsUnified ? AddSite(new NewSite($"/sites/{id:N}") { DisplayName = group.DisplayName }) : null,
        };
        foreach (var member in group.Members)
            added.AddMember(_byKey.TryGetValue(member, out var user) ? user.Id : member);
        ImmutableInterlocked.Update(ref _groups, static (list, one) => list.Add(one), added);
        return added;
    }

    public void RemoveGroup(string group)
    {
        var removed = Group(group);
        ImmutableInterlocked.Update(ref _groups, static (list, one) => list.Remove(one), removed);
        if (removed.SiteOrNull is { } site)
            RemoveSite(site.Id);
    }

    /// <summary>The group with this id or display name; <see cref="GraphException"/> (404) if there is none.</summary>
    public SimulatedGroup Group(string key) =>
        _groups.Find(g => g.Id.Equals(key, StringComparison.OrdinalIgnoreCase) || g.DisplayName.Equals(key, StringComparison.OrdinalIgnoreCase)) ?? throw GraphException.UserNotFound(key);

    /// <summary>The users in a group and in groups within it, and those groups, each once.</summary>
    internal (IReadOnlyList<SimulatedUser> Users, IReadOnlyList<SimulatedGroup> Groups) MembersOf(SimulatedGroup group)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { group.Id };
        var users = new List<SimulatedUser>();
        var groups = new List<SimulatedGroup>();
        for (var pending = new Queue<SimulatedGroup>([group]); pending.TryDequeue(out var next);)
        {
            foreach (var id in next.Members.Where(seen.Add))
            {
                if (_byKey.TryGetValue(id, out var user))
                    users.Add(user);
                else if (_groups.Find(g => g.Id == id) is { } nested)
                {
                    groups.Add(nested);
                    pending.Enqueue(nested);
                }
            }
        }

        return (users, groups);
    }

    public void RemoveUser(string user)
    {
        var removed = User(user);
        ImmutableInterlocked.Update(ref _users, static (list, one) => list.Remove(one), removed);
        _byKey.TryRemove(removed.Id, out _);
        _byKey.TryRemove(removed.UserPrincipalName, out _);
        if (removed.DriveOrNull is { } drive)
            _drives.TryRemove(drive.Id, out _);
    }

    public SimulatedSite AddSite(string path, string? displayName = null) => AddSite(new NewSite(path) { DisplayName = displayName });

    public SimulatedSite AddSite(NewSite site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var added = new SimulatedSite(this, site, null, _time);
        Register(added);
        ImmutableInterlocked.Update(ref _sites, static (list, one) => list.Add(one), added);
        return added;
    }

    /// <summary>Removes a site collection.</summary>
    public void RemoveSite(string site)
    {
        var removed = FindSite(site);
        ImmutableInterlocked.Update(ref _sites, static (list, one) => list.Remove(one), removed);
        Unregister(removed);
    }

    /// <summary>The site with this id or URL; <see cref="GraphException"/> (404) if there is none.</summary>
    public SimulatedSite Site(string key) => FindSite(key);

    /// <summary>The user with this id or principal name; <see cref="GraphException"/> (404) if there is none.</summary>
    public SimulatedUser User(string key) => _byKey.TryGetValue(key, out var user) ? user : throw GraphException.UserNotFound(key);

    /// <summary>Adds a folder; returns its id.</summary>
    public string AddFolder(string user, string parent, string name, bool hidden = false) => User(user).Mailbox.AddFolder(parent, name, hidden);

    public void RenameFolder(string user, string folder, string name) => User(user).Mailbox.RenameFolder(folder, name);

    public void DeleteFolder(string user, string folder, bool hard = false) => User(user).Mailbox.DeleteFolder(folder, hard);

    /// <summary>Adds a message; returns its immutable id.</summary>
    public string AddMessage(string user, string folder, NewMessage message) => User(user).Mailbox.AddMessage(folder, message);

    public void UpdateMessage(string user, string messageId, MessageUpdate update) => User(user).Mailbox.UpdateMessage(messageId, update);

    /// <summary>Moves a message; returns its new regular id.</summary>
    public string MoveMessage(string user, string messageId, string folder) => User(user).Mailbox.MoveMessage(messageId, folder);

    public void DeleteMessage(string user, string messageId, bool hard = false) => User(user).Mailbox.DeleteMessage(messageId, hard);

    /// <summary>Adds made-up messages to a folder of the user, which is made if it is not there.</summary>
    /// <returns>The number of the first message, see <see cref="SimulatedMailbox.SyntheticMessageId"/>.</returns>
    public int AddSyntheticMailbox(string user, string folderName, int count, int seed = 1, int averageSize = 4096) =>
        AddSyntheticMailbox(user, folderName, new SyntheticMailOptions(count, seed, averageSize));

    /// <inheritdoc cref="AddSyntheticMailbox(string, string, int, int, int)"/>
    public int AddSyntheticMailbox(string user, string folderName, SyntheticMailOptions options)
    {
        var mailbox = User(user).Mailbox;
        try
        {
            mailbox.FolderId(folderName);
        }
        catch (GraphException)
        {
            mailbox.AddFolder("msgfolderroot", folderName);
        }

        return mailbox.AddSynthetic(folderName, options);
    }

    /// <summary>Adds a folder to the user's drive; returns its id.</summary>
    public string AddDriveFolder(string user, string parent, string name) => User(user).Drive.AddFolder(parent, name);

    /// <summary>Adds a file to the user's drive; returns its id.</summary>
    public string AddFile(string user, string parent, string name, byte[] content) => User(user).Drive.AddFile(parent, name, FileContent.Of(content));

    public void UpdateFile(string user, string item, byte[] content) => User(user).Drive.UpdateFile(item, FileContent.Of(content));

    public void RenameItem(string user, string item, string name) => User(user).Drive.RenameItem(item, name);

    public void MoveItem(string user, string item, string parent) => User(user).Drive.MoveItem(item, parent);

    public void DeleteItem(string user, string item) => User(user).Drive.DeleteItem(item);

    /// <summary>Expires the tokens of the user's mailbox, contacts, calendars and drive.</summary>
    public void ExpireDeltaTokens(string user)
    {
        User(user).MailboxOrNull?.ExpireDeltaTokens();
        User(user).ArchiveOrNull?.ExpireDeltaTokens();
        User(user).ContactsOrNull?.ExpireDeltaTokens();
        User(user).CalendarOrNull?.ExpireDeltaTokens();
        User(user).DriveOrNull?.ExpireDeltaTokens();
    }

    /// <summary>Spreads the mail (.eml, .msg) and documents of two folders over users, the same way every time.</summary>
    public void SeedFromFolders(string mailFolder, string fileFolder, params IEnumerable<string> users)
    {
        var names = users.ToList();
        SeedMail(mailFolder, names);
        SeedFiles(fileFolder, names);
    }

    /// <summary>Spreads the mail (.eml, .msg) of a folder over users, the same way every time.</summary>
    public void SeedMail(string folder, IEnumerable<string> users) => TenantSeeder.SeedMail([.. users.Select(User)], folder);

    /// <summary>Spreads the documents of a folder over users, the same way every time.</summary>
    public void SeedFiles(string folder, IEnumerable<string> users) => TenantSeeder.SeedFiles([.. users.Select(User)], folder);

    /// <summary>What the tenant holds now. Each mailbox and drive is consistent in itself; later changes do not touch it.</summary>
    public TenantSnapshot Snapshot() => new(
        _time.GetUtcNow(),
        [.. _users.Select(static user => new UserSnapshot(
            user.Id, user.UserPrincipalName, user.MailboxOrNull?.Snapshot(), user.DriveOrNull?.Snapshot())
        {
            Archive = user.ArchiveOrNull?.Snapshot(),
            Contacts = user.ContactsOrNull?.Snapshot(),
            Calendar = user.CalendarOrNull?.Snapshot(),
        })])
    {
        Groups = [.. _groups.Select(static group => new GroupSnapshot(group.Id, group.DisplayName, group.ConversationsOrNull?.Snapshot(), group.TeamOrNull?.Snapshot()))],
        Sites = [.. _sites.Select(static site => site.Snapshot())],
    };

    internal void Register(SimulatedDrive drive) => _drives[drive.Id] = drive;

    internal void Unregister(SimulatedDrive drive) => _drives.TryRemove(drive.Id, out _);

    internal void Register(SimulatedSite site)
    {
        _sitesByKey[site.Id] = site;
        _sitesByKey[site.WebUrl] = site;
    }

    internal void Unregister(SimulatedSite site)
    {
        _sitesByKey.TryRemove(site.Id, out _);
        _sitesByKey.TryRemove(site.WebUrl, out _);
        foreach (var list in site.Lists)
        {
            if (list.Drive is { } drive)
                Unregister(drive);
        }

        foreach (var subsite in site.Subsites)
            Unregister(subsite);
    }

    /// <summary>By id, URL, "root", "host" or "host:/path".</summary>
    internal SimulatedSite FindSite(string key)
    {
        var url = key switch
        {
            "root" => $"https://{SharePointHost}",
            _ when key.Contains(":/", StringComparison.Ordinal) && !key.StartsWith("https:", StringComparison.Ordinal) => "https://" + key.Replace(":/", "/", StringComparison.Ordinal).TrimEnd('/'),
            _ when !key.Contains(',', StringComparison.Ordinal) && !key.StartsWith("https:", StringComparison.Ordinal) => "https://" + key,
            _ => key,
        };
        return _sitesByKey.TryGetValue(url, out var site) ? site : throw new GraphException(404, "itemNotFound", "Requested site could not be found");
    }

    /// <summary>What the users that are there now held at a moment, see <see cref="Moment"/>.</summary>
    public TenantSnapshot SnapshotAt(long moment) => new(
        _time.GetUtcNow(),
        [.. _users.Select(user => new UserSnapshot(
            user.Id, user.UserPrincipalName, user.MailboxOrNull?.SnapshotAt(moment), user.DriveOrNull?.SnapshotAt(moment))
        {
            Archive = user.ArchiveOrNull?.SnapshotAt(moment),
            Contacts = user.ContactsOrNull?.SnapshotAt(moment),
            Calendar = user.CalendarOrNull?.SnapshotAt(moment),
        })]);

    internal SimulatedApplication? FindApplication(string clientId) => _applications.GetValueOrDefault(clientId);

    internal SimulatedDrive FindDrive(string id) =>
        _drives.TryGetValue(id, out var drive) ? drive : throw GraphException.DriveItemNotFound();
}

using System.Globalization;
using System.Text;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>A seeded sequence of changes to a simulated organization.</summary>
internal sealed class RandomChanges(SimulatedTenant tenant, int seed)
{
    private readonly Random _random = new(seed);
    private int _number;

    public static void Fill(SimulatedTenant tenant, int users, int messages, int files)
    {
        for (int u = 0; u < users; u++)
        {
            string user = string.Create(CultureInfo.InvariantCulture, $"user{u}@contoso.example");
            tenant.AddUser(user);
            var changes = new RandomChanges(tenant, u);
            for (int i = 0; i < messages; i++)
                changes.AddMessage(user);
            for (int i = 0; i < files; i++)
                changes.AddFile(user);
        }
    }

    public void Apply(int count)
    {
        for (int i = 0; i < count; i++)
            ApplyOne(tenant.Users[_random.Next(tenant.Users.Count)].UserPrincipalName);
    }

    private void ApplyOne(string user)
    {
        switch (_random.Next(10))
        {
            case 0 or 1 or 2:
                AddMessage(user);
                break;
            case 3 when PickMessage(user) is { } message:
                tenant.DeleteMessage(user, message.Id, hard: _random.Next(2) == 0);
                break;
            case 4 when PickMessage(user) is { } message:
                tenant.MoveMessage(user, message.Id, PickFolder(user));
                break;
            case 5 when PickMessage(user) is { } message:
                tenant.UpdateMessage(user, message.Id, new MessageUpdate { IsRead = _random.Next(2) == 0 });
                break;
            case 6:
                AddFile(user);
                break;
            case 7 when PickFile(user) is { } file:
                tenant.UpdateFile(user, file.Id, Bytes(_random.Next(0, 5000)));
                break;
            case 8 when PickFile(user) is { } file:
                tenant.RenameItem(user, file.Id, Name("renamed"));
                break;
            case 9 when PickFile(user) is { } file:
                tenant.DeleteItem(user, file.Id);
                break;
        }
    }

    private void AddMessage(string user) => tenant.AddMessage(user, PickFolder(user), new NewMessage(Encoding.UTF8.GetBytes(
        $"From: someone@contoso.example\r\nTo: {user}\r\nSubject: {Name("message")}\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\n{Convert.ToBase64String(Bytes(_random.Next(10, 3000)))}\r\n")));

    private void AddFile(string user) => tenant.AddFile(user, "root", Name("file") + ".txt", Bytes(_random.Next(0, 5000)));

    private string Name(string what) => string.Create(CultureInfo.InvariantCulture, $"{what} {seed}-{++_number}");

    private string PickFolder(string user)
    {
        FolderTruth[] folders = [.. tenant.Snapshot().User(user).Mailbox!.Folders.Where(TruthComparison.IsVisible)];
        return folders[_random.Next(folders.Length)].Id;
    }

    private MessageTruth? PickMessage(string user)
    {
        MessageTruth[] messages = [.. tenant.Snapshot().User(user).Mailbox!.Messages()];
        return messages.Length == 0 ? null : messages[_random.Next(messages.Length)];
    }

    private DriveItemTruth? PickFile(string user)
    {
        DriveItemTruth[] files = [.. tenant.Snapshot().User(user).Drive!.Items().Where(i => !i.IsFolder)];
        return files.Length == 0 ? null : files[_random.Next(files.Length)];
    }

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}

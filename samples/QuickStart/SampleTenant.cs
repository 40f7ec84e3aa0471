using System.Globalization;
using System.Text;
using Veeam365.Simulators.Graph;

namespace Veeam365.QuickStart;

/// <summary>A small organization in the Graph simulator: three users with real sample mail and documents, and an afternoon's worth of changes.</summary>
internal sealed class SampleTenant(GraphSimulator simulator)
{
    private const string Ada = "ada@contoso.example";
    private const string Grace = "grace@contoso.example";
    private const string Linus = "linus@contoso.example";

    private SimulatedTenant Tenant => simulator.Tenant;

    /// <summary>Fills the mailboxes and drives.</summary>
    public void Fill()
    {
        string data = Path.Combine(AppContext.BaseDirectory, "data");
        foreach (string user in (string[])[Ada, Grace, Linus])
            Tenant.AddUser(user);
        Tenant.SeedFromFolders(Path.Combine(data, "mail"), Path.Combine(data, "files"), [Ada, Grace, Linus]);

        string projects = Tenant.AddFolder(Ada, "inbox", "Projects / 2026: plans?");
        Tenant.AddFolder(Ada, projects, "(empty)");
        Tenant.AddFolder(Grace, "inbox", "Hidden rules", hidden: true);
        foreach (string user in (string[])[Ada, Grace, Linus])
            Tenant.AddMessage(user, "inbox", new NewMessage(MessageWithAttachment(user, "Annual report", 1_000_000, seed: 42)));
        Tenant.AddMessage(Linus, "drafts", new NewMessage(Message(Linus, "../../hostile: name? <con>", "A subject that no file system likes.")));

        string folder = Tenant.AddDriveFolder(Linus, "root", "Reports");
        Tenant.AddFile(Linus, folder, "large.bin", RandomBytes(6_000_000, seed: 7));
        Tenant.AddFile(Linus, folder, "empty.txt", []);
    }

    /// <summary>Changes what people change: new and deleted mail, a moved message, an edited and a renamed file.</summary>
    public void Change()
    {
        TenantSnapshot now = Tenant.Snapshot();
        MessageTruth[] ada = [.. now.User(Ada).Mailbox!.Messages()];
        Tenant.DeleteMessage(Ada, ada[0].Id, hard: true);
        Tenant.MoveMessage(Ada, ada[1].Id, "archive");
        Tenant.AddMessage(Ada, "inbox", new NewMessage(Message(Ada, "After the first backup", "Only this is new.")));
        Tenant.AddMessage(Grace, "sentitems", new NewMessage(Message(Grace, "Re: After the first backup", "Understood.")));

        DriveItemTruth[] files = [.. now.User(Linus).Drive!.Items().Where(i => !i.IsFolder)];
        Tenant.UpdateFile(Linus, files[0].Id, Encoding.UTF8.GetBytes("edited after the first backup"));
        Tenant.RenameItem(Linus, files[1].Id, "renamed " + files[1].Name);
        Tenant.DeleteItem(Linus, files[2].Id);
    }

    private static byte[] Message(string to, string subject, string text) => Encoding.UTF8.GetBytes(
        $"From: Charles Babbage <charles@contoso.example>\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Mon, 02 Nov 2026 09:15:00 +0000\r\n" +
        $"Message-ID: <{Guid.NewGuid():N}@contoso.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n");

    private static byte[] MessageWithAttachment(string to, string subject, int size, int seed)
    {
        string body = Convert.ToBase64String(RandomBytes(size, seed), Base64FormattingOptions.InsertLineBreaks);
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"From: Charles Babbage <charles@contoso.example>\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n" +
            $"Content-Type: multipart/mixed; boundary=\"b0undary\"\r\n\r\n--b0undary\r\nContent-Type: text/plain\r\n\r\nPlease find it attached.\r\n" +
            $"--b0undary\r\nContent-Type: application/octet-stream; name=\"report.bin\"\r\nContent-Disposition: attachment; filename=\"report.bin\"\r\n" +
            $"Content-Transfer-Encoding: base64\r\n\r\n{body}\r\n--b0undary--\r\n"));
    }

    private static byte[] RandomBytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}

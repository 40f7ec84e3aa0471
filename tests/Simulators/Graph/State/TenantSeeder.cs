using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>Spreads files of two folders over mailboxes and drives.</summary>
internal static class TenantSeeder
{
    private static readonly string[] MailFolders =
        ["Inbox", "Inbox", "Inbox", "Sent Items", "Archive", "Inbox/Projects", "Inbox/Projects/2024", "Deleted Items", "Junk Email", "Inbox/Kunden & Partner"];

    private static readonly string[] DriveFolders = ["", "Documents", "Documents/Projects/2024", "Pictures", "Documents/Pläne"];

    private static readonly string[][] Categories = [[], [], ["Red category"], [], ["Blue category", "Project"]];

    public static void SeedMail(IEnumerable<SimulatedUser> users, string folder)
    {
        var mailboxes = users.Select(static user => user.MailboxOrNull).OfType<SimulatedMailbox>().ToList();
        var files = Files(folder);
        for (var i = 0; i < files.Length && mailboxes.Count > 0; i++)
        {
            if (ReadMail(files[i]) is { } mime)
                AddMail(mailboxes[i % mailboxes.Count], i / mailboxes.Count, mime);
        }
    }

    public static void SeedFiles(IEnumerable<SimulatedUser> users, string folder)
    {
        var drives = users.Select(static user => user.DriveOrNull).OfType<SimulatedDrive>().ToList();
        var files = Files(folder);
        for (var i = 0; i < files.Length && drives.Count > 0; i++)
        {
            var drive = drives[i % drives.Count];
            var parent = drive.EnsureFolder(DriveFolders[i / drives.Count % DriveFolders.Length]);
            drive.AddFile(parent, Path.GetFileName(files[i]), FileContent.Of(File.ReadAllBytes(files[i])));
        }
    }

    /// <summary>A library with the documents of a folder, if there is one, a list and a page.</summary>
    public static void SeedSite(SimulatedSite site, string? folder)
    {
        var files = folder is null ? [] : Files(folder);
        for (var i = 0; i < files.Length; i++)
        {
            var drive = site.Library();
            drive.AddFile(drive.EnsureFolder(DriveFolders[i % DriveFolders.Length]), $"{i} {Path.GetFileName(files[i])}", FileContent.Of(File.ReadAllBytes(files[i])));
        }

        var tasks = site.AddList("Tasks");
        tasks.AddColumn("Owner");
        for (var i = 1; i <= 5; i++)
            tasks.AddItem(new System.Text.Json.Nodes.JsonObject { ["Title"] = FormattableString.Invariant($"Task {i}"), ["Owner"] = "Anna Adler" });
        site.AddPage("Home.aspx", "Home", "<p>Welcome</p>");
    }

    private static string[] Files(string folder)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static void AddMail(SimulatedMailbox mailbox, int round, byte[] mime)
    {
        var folder = EnsureFolder(mailbox, MailFolders[round % MailFolders.Length]);
        mailbox.AddMessage(folder, new NewMessage(mime)
        {
            IsRead = round % 4 != 1,
            Categories = Categories[round % Categories.Length],
            Flag = round % 7 == 3 ? FlagStatus.Flagged : FlagStatus.NotFlagged,
        });
    }

    private static string EnsureFolder(SimulatedMailbox mailbox, string path)
    {
        var slash = path.LastIndexOf('/');
        if (slash < 0)
            return mailbox.FolderId(path);
        var parent = EnsureFolder(mailbox, path[..slash]);
        try
        {
            return mailbox.FolderId(path);
        }
        catch (GraphException)
        {
            return mailbox.AddFolder(parent, path[(slash + 1)..]);
        }
    }

    private static byte[]? ReadMail(string file) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".EML" => File.ReadAllBytes(file),
        ".MSG" => Wrap(file),
        _ => null,
    };

    /// <summary>A .msg is no MIME: it travels as an attachment, as when somebody sends one.</summary>
    private static byte[] Wrap(string file)
    {
        var name = Path.GetFileName(file);
        var encoded = $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}?=";
        var content = Convert.ToBase64String(File.ReadAllBytes(file), Base64FormattingOptions.InsertLineBreaks);
        return Encoding.ASCII.GetBytes(
            "From: \"Archive\" <archive@contoso.example>\r\nTo: \"Records\" <records@contoso.example>\r\n" +
            $"Subject: {encoded}\r\nDate: Mon, 04 Mar 2024 09:00:00 +0000\r\nMessage-ID: <{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name))}@contoso.example>\r\n" +
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"_msg_\"\r\n\r\n" +
            "--_msg_\r\nContent-Type: text/plain; charset=\"us-ascii\"\r\n\r\nSee the attached message.\r\n" +
            $"--_msg_\r\nContent-Type: application/vnd.ms-outlook; name=\"{encoded}\"\r\nContent-Disposition: attachment; filename=\"{encoded}\"\r\n" +
            $"Content-Transfer-Encoding: base64\r\n\r\n{content}\r\n--_msg_--\r\n");
    }
}

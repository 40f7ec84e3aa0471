using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>A change to a mailbox as a person writes it.</summary>
internal sealed record MessageCommand(string User, string Action)
{
    public string? Id { get; init; }

    public string? Folder { get; init; }

    public string? Name { get; init; }

    public string? Subject { get; init; }

    public string? Text { get; init; }

    /// <summary>Whole MIME content in base64; instead of subject and text.</summary>
    public byte[]? Mime { get; init; }

    public bool? IsRead { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    public FlagStatus? Flag { get; init; }

    public bool Hard { get; init; }

    public int Count { get; init; } = 1;

    public object Apply(SimulatedTenant tenant)
    {
        var mailbox = tenant.User(User).Mailbox;
        switch (Action)
        {
            case "add":
                return new { Ids = Enumerable.Range(1, Count).Select(number => mailbox.AddMessage(Folder ?? "inbox", Make(tenant, number))).ToList() };
            case "update":
                mailbox.UpdateMessage(NeededId(), new MessageUpdate { IsRead = IsRead, Categories = Categories, Flag = Flag, Subject = Subject, Mime = Mime });
                break;
            case "move":
                mailbox.MoveMessage(NeededId(), Folder ?? throw GraphException.BadRequest("move needs a folder."));
                break;
            case "delete":
                mailbox.DeleteMessage(NeededId(), Hard);
                break;
            case "addFolder":
                return new { Id = mailbox.AddFolder(Folder ?? "msgfolderroot", Name ?? throw GraphException.BadRequest("addFolder needs a name.")) };
            case "renameFolder":
                mailbox.RenameFolder(Folder ?? "", Name ?? "");
                break;
            case "deleteFolder":
                mailbox.DeleteFolder(Folder ?? "", Hard);
                break;
            default:
                throw GraphException.BadRequest("Actions: add, update, move, delete, addFolder, renameFolder, deleteFolder.");
        }

        return new { Done = Action };
    }

    private string NeededId() => Id ?? throw GraphException.BadRequest($"{Action} needs an id.");

    private NewMessage Make(SimulatedTenant tenant, int number)
    {
        var subject = Count == 1 ? Subject ?? "New message" : $"{Subject ?? "New message"} {number}";
        var head = $"From: \"Simulator\" <simulator@{tenant.Domain}>\r\nTo: {User}\r\nDate: {DateTimeOffset.UtcNow:R}\r\nMessage-ID: <{Guid.NewGuid():N}@{tenant.Domain}>\r\n";
        var mime = Mime ?? MimeEditor.ReplaceSubject(
            Encoding.UTF8.GetBytes($"{head}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{Text}\r\n"), subject);
        return new NewMessage(mime) { IsRead = IsRead ?? false, Categories = Categories ?? [], Flag = Flag ?? FlagStatus.NotFlagged };
    }
}

using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>A change to a drive as a person writes it.</summary>
internal sealed record FileCommand(string User, string Action)
{
    /// <summary>Id or path; for add and addFolder the parent's.</summary>
    public string Item { get; init; } = "";

    public string? Name { get; init; }

    public string? Target { get; init; }

    public string? Text { get; init; }

    /// <summary>Content in base64; instead of text.</summary>
    public byte[]? Content { get; init; }

    /// <summary>Made-up content of this many bytes; instead of both.</summary>
    public long? Length { get; init; }

    public object Apply(SimulatedTenant tenant)
    {
        var drive = tenant.User(User).Drive;
        switch (Action)
        {
            case "add":
                return new { Id = drive.AddFile(Item, Name ?? throw GraphException.BadRequest("add needs a name."), Make()) };
            case "addFolder":
                return new { Id = drive.AddFolder(Item, Name ?? throw GraphException.BadRequest("addFolder needs a name.")) };
            case "update":
                drive.UpdateFile(Item, Make());
                break;
            case "rename":
                drive.RenameItem(Item, Name ?? throw GraphException.BadRequest("rename needs a name."));
                break;
            case "move":
                drive.MoveItem(Item, Target ?? "");
                break;
            case "delete":
                drive.DeleteItem(Item);
                break;
            default:
                throw GraphException.BadRequest("Actions: add, addFolder, update, rename, move, delete.");
        }

        return new { Done = Action };
    }

    private FileContent Make() =>
        Length is { } length ? FileContent.Synthetic(length, 1) : FileContent.Of(Content ?? Encoding.UTF8.GetBytes(Text ?? ""));
}

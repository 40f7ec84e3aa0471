using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A change to somebody's contacts as a person writes it.</summary>
internal sealed record ContactCommand(string User, string Action)
{
    public string? Id { get; init; }

    public string? Folder { get; init; }

    public string? Name { get; init; }

    /// <summary>Properties of the contact type.</summary>
    public JsonObject? Properties { get; init; }

    public byte[]? Photo { get; init; }

    public bool Hard { get; init; }

    public object Apply(SimulatedTenant tenant)
    {
        var contacts = tenant.User(User).Contacts;
        switch (Action)
        {
            case "add":
                return new { Id = contacts.Add(Properties ?? new JsonObject { ["displayName"] = Name ?? "New contact" }, Folder, Photo) };
            case "update":
                contacts.Update(NeededId(), Properties ?? throw GraphException.BadRequest("update needs properties."));
                break;
            case "photo":
                contacts.SetPhoto(NeededId(), Photo);
                break;
            case "move":
                contacts.Move(NeededId(), Folder ?? throw GraphException.BadRequest("move needs a folder."));
                break;
            case "delete":
                contacts.Delete(NeededId(), Hard);
                break;
            case "addFolder":
                return new { Id = contacts.AddFolder(Name ?? throw GraphException.BadRequest("addFolder needs a name."), Folder) };
            case "deleteFolder":
                contacts.DeleteFolder(Folder ?? "");
                break;
            default:
                throw GraphException.BadRequest("Actions: add, update, photo, move, delete, addFolder, deleteFolder.");
        }

        return new { Done = Action };
    }

    private string NeededId() => Id ?? throw GraphException.BadRequest($"{Action} needs an id.");
}

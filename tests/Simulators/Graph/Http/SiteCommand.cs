using System.Text;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A change to a site as a person writes it; the site by URL or id.</summary>
internal sealed record SiteCommand(string Site, string Action)
{
    /// <summary>Library or list; the first library when it is not said.</summary>
    public string? List { get; init; }

    /// <summary>Id or path of a file, id of a list item or page.</summary>
    public string Item { get; init; } = "";

    public string? Name { get; init; }

    public string? Text { get; init; }

    public object Apply(SimulatedTenant tenant)
    {
        var site = tenant.FindSite(Site);
        switch (Action)
        {
            case "addFile":
                return new { Id = Library(site).AddFile(Item, Required(), Content()) };
            case "addFolder":
                return new { Id = Library(site).AddFolder(Item, Required()) };
            case "updateFile":
                Library(site).UpdateFile(Item, Content());
                break;
            case "deleteFile":
                Library(site).DeleteItem(Item);
                break;
            case "share":
                return new { Id = Library(site).Share(Item, "read", Name ?? "Bernd") };
            case "addLibrary":
                return new { site.AddLibrary(Required()).Id };
            case "addList":
                return new { site.AddList(Required()).Id };
            case "addItem":
                return new { Id = site.List(List ?? "").AddItem(new JsonObject { ["Title"] = Required(), ["Body"] = Text }) };
            case "updateItem":
                site.List(List ?? "").UpdateItem(Item, new JsonObject { ["Title"] = Required() });
                break;
            case "deleteItem":
                site.List(List ?? "").DeleteItem(Item);
                break;
            case "addPage":
                return new { Id = site.AddPage(Required(), Required(), Text ?? "") };
            case "addSubsite":
                return new { site.AddSubsite(Required()).Id };
            default:
                throw GraphException.BadRequest("Actions: addFile, addFolder, updateFile, deleteFile, share, addLibrary, addList, addItem, updateItem, deleteItem, addPage, addSubsite.");
        }

        return new { Done = Action };
    }

    private SimulatedDrive Library(SimulatedSite site) => List is null ? site.DefaultLibrary : site.Library(List);

    private string Required() => Name ?? throw GraphException.BadRequest($"{Action} needs a name.");

    private FileContent Content() => FileContent.Of(Encoding.UTF8.GetBytes(Text ?? ""));
}

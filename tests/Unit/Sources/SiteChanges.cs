using System.Globalization;
using System.Text.Json.Nodes;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>Does to a site what its people might: files, list items, pages, lists, libraries, subsites, sharing; now and then its tokens expire.</summary>
internal sealed class SiteChanges(SimulatedSite site, Random random)
{
    private int _number;

    public void Make(int count)
    {
        for (int i = 0; i < count; i++)
            MakeOne(Pick([site, .. site.Subsites])!);
    }

    private void MakeOne(SimulatedSite web)
    {
        switch (random.Next(20))
        {
            case 0:
                web.AddList(Name("list"));
                break;
            case 1:
                web.AddLibrary(Name("library"));
                break;
            case 2 when Pick([.. web.Lists.Where(l => l.Name != "Documents")]) is { } list:
                web.RemoveList(list.Name);
                break;
            case 3 when web == site && site.Subsites.Count < 3:
                site.AddSubsite(Name("sub").Replace(' ', '-'));
                break;
            case 4 when web != site && random.Next(3) == 0:
                site.RemoveSubsite(web.Name);
                break;
            case 5 or 6:
                web.AddPage(Name("page") + ".aspx", Name("title"), Name("text"));
                break;
            case 7 when Pick(web.Snapshot().Pages) is { } page:
                web.UpdatePage(page.Id, Name("title"), Name("text"));
                break;
            case 8 when Pick(web.Snapshot().Pages) is { } page:
                web.RemovePage(page.Id);
                break;
            case 9 when random.Next(4) == 0:
                site.ExpireDeltaTokens();
                break;
            case < 15 when Pick([.. web.Lists.Where(l => l.Template == "genericList")]) is { } list:
                ChangeItem(list);
                break;
            default:
                ChangeFile(Pick([.. web.Lists.Where(l => l.Template == "documentLibrary")])!.Name, web);
                break;
        }
    }

    private void ChangeItem(SimulatedList list)
    {
        ListItemTruth? item = Pick(list.Snapshot().Items);
        switch (random.Next(4))
        {
            case 0 when item is not null:
                list.DeleteItem(item.Id);
                break;
            case 1 when item is not null:
                list.UpdateItem(item.Id, new JsonObject { ["Title"] = Name("changed") });
                break;
            case 2 when random.Next(4) == 0:
                list.AddColumn(Name("column"));
                break;
            default:
                list.AddItem(new JsonObject { ["Title"] = Name("item") });
                break;
        }
    }

    private void ChangeFile(string library, SimulatedSite web)
    {
        SimulatedDrive drive = web.Library(library);
        List<DriveItemTruth> items = [.. drive.Snapshot().Items()];
        DriveItemTruth folder = Pick(items.FindAll(i => i.IsFolder))!;
        DriveItemTruth? file = Pick(items.FindAll(i => !i.IsFolder));
        DriveItemTruth? any = Pick(items.FindAll(i => i.ParentId is not null));
        switch (random.Next(10))
        {
            case 0:
                drive.AddFolder(folder.Id, Name("folder"));
                break;
            case 1 or 2 when file is not null:
                drive.UpdateFile(file.Id, Content());
                break;
            case 3 when any is not null:
                drive.RenameItem(any.Id, Name("renamed"));
                break;
            case 4 when any is not null && folder.Id != any.Id && !(folder.Path + "/").StartsWith(any.Path + "/", StringComparison.Ordinal):
                drive.MoveItem(any.Id, folder.Id);
                break;
            case 5 when any is not null:
                drive.DeleteItem(any.Id);
                break;
            case 6 when any is not null && any.Permissions.Count == 0:
                drive.Share(any.Id, "read", "Bernd");
                break;
            case 6 when any is not null:
                drive.Unshare(any.Id);
                break;
            default:
                drive.AddFile(folder.Id, Name("file") + ".txt", Content());
                break;
        }
    }

    private FileContent Content()
    {
        byte[] bytes = new byte[random.Next(0, 3000)];
        random.NextBytes(bytes);
        return FileContent.Of(bytes);
    }

    private string Name(string what) => string.Create(CultureInfo.InvariantCulture, $"{what} {++_number}");

    private T? Pick<T>(IReadOnlyList<T> all)
        where T : class => all.Count == 0 ? null : all[random.Next(all.Count)];
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A SharePoint site: libraries, lists, pages and subsites. Its structure, pages and list items keep their whole history.</summary>
public sealed class SimulatedSite
{
    private readonly Lock _lock = new();
    private readonly SimulatedTenant _tenant;
    private readonly TimeProvider _time;
    private readonly List<(DateTimeOffset Time, SiteState State)> _history = [];
    private SiteState _state;
    private readonly Dictionary<string, int> _subsitesMade = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _generation;
    private int _numbers;

    /// <param name="tenant">The tenant.</param>
    /// <param name="site">What it is.</param>
    /// <param name="parent">The site above; null for the top of a collection.</param>
    /// <param name="time">The clock.</param>
    /// <param name="generation">How many of this address there were before: ids are never used again.</param>
    internal SimulatedSite(SimulatedTenant tenant, NewSite site, SimulatedSite? parent, TimeProvider time, int generation = 0)
    {
        _generation = generation == 0 ? "" : $"/{generation}";
        _tenant = tenant;
        _time = time;
        Parent = parent;
        IsPersonal = site.IsPersonal;
        Host = site.IsPersonal ? Personal(tenant.SharePointHost) : tenant.SharePointHost;
        var path = site.Path.Trim('/');
        WebUrl = path.Length == 0 ? $"https://{Host}" : $"https://{Host}/{path}";
        CollectionId = parent?.CollectionId ?? site.CollectionId ?? Derive("collection");
        WebId = Derive("web");
        Name = path.Length == 0 ? "Root" : path[(path.LastIndexOf('/') + 1)..];
        Created = Now();
        _state = new SiteState(site.DisplayName ?? Name);
        Remember();
        if (site.HasDocuments)
            AddLibrary("Documents");
    }

    /// <summary>host,collection,web.</summary>
    public string Id => $"{Host},{CollectionId:D},{WebId:D}";

    public string WebUrl { get; }

    public string Name { get; }

    public bool IsPersonal { get; }

    public string DisplayName
    {
        get
        {
            lock (_lock)
            {
                return _state.DisplayName;
            }
        }
    }

    public SimulatedSite? Parent { get; }

    public IReadOnlyList<SimulatedSite> Subsites => State.Subsites;

    /// <summary>Lists, libraries among them.</summary>
    public IReadOnlyList<SimulatedList> Lists => State.Lists;

    internal string Host { get; }

    internal Guid CollectionId { get; }

    internal Guid WebId { get; }

    internal DateTimeOffset Created { get; }

    internal SiteState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    internal SimulatedDrive DefaultLibrary => State.Lists.Select(static list => list.Drive).FirstOrDefault(static drive => drive is not null) ?? throw GraphException.DriveItemNotFound();

    public void Rename(string displayName) => Change(state => state with { DisplayName = displayName });

    /// <summary>The drive of a document library.</summary>
    public SimulatedDrive Library(string name = "Documents") => List(name).Drive ?? throw GraphException.DriveItemNotFound();

    public SimulatedList List(string name) => State.Lists.Find(list => list.Name == name) ?? throw GraphException.DriveItemNotFound();

    /// <summary>Adds a document library; returns its drive.</summary>
    public SimulatedDrive AddLibrary(string name)
    {
        var drive = new SimulatedDrive(Derive($"drive {name} {Next()}"), DisplayName, _time, name, $"{WebUrl}/{Uri.EscapeDataString(name)}");
        _tenant.Register(drive);
        Add(new SimulatedList(this, Derive($"list {name} {Next()}"), name, "documentLibrary", drive, _time));
        return drive;
    }

    public SimulatedList AddList(string name, string template = "genericList")
    {
        var list = new SimulatedList(this, Derive($"list {name} {Next()}"), name, template, null, _time);
        Add(list);
        return list;
    }

    /// <summary>Removes a list or library with everything in it.</summary>
    public void RemoveList(string name)
    {
        var removed = List(name);
        Change(state => state with { Lists = state.Lists.Remove(removed) });
        if (removed.Drive is { } drive)
            _tenant.Unregister(drive);
    }

    public SimulatedSite AddSubsite(string name, string? displayName = null)
    {
        var path = new Uri(WebUrl).AbsolutePath.TrimEnd('/') + "/" + name;
        int generation;
        lock (_lock)
            generation = _subsitesMade[name] = _subsitesMade.GetValueOrDefault(name, -1) + 1;
        var subsite = new SimulatedSite(_tenant, new NewSite(path) { DisplayName = displayName ?? name, IsPersonal = IsPersonal }, this, _time, generation);
        _tenant.Register(subsite);
        Change(state => state with { Subsites = state.Subsites.Add(subsite) });
        return subsite;
    }

    public void RemoveSubsite(string name)
    {
        var removed = State.Subsites.Find(site => site.Name == name) ?? throw GraphException.DriveItemNotFound();
        Change(state => state with { Subsites = state.Subsites.Remove(removed) });
        _tenant.Unregister(removed);
    }

    /// <summary>Adds a page with one text on it; returns its id.</summary>
    public string AddPage(string name, string title, string text)
    {
        var now = Now();
        var number = Next();
        var page = new PageState(Derive($"page {number}"), name, title, PageJson.Canvas(text), now, now, 1);
        Change(state => state with { Pages = state.Pages.Add(number, page) });
        return page.Id.ToString("D");
    }

    public void UpdatePage(string id, string title, string text)
    {
        var (number, page) = FindPage(id);
        Change(state => state with { Pages = state.Pages.SetItem(number, page with { Title = title, Canvas = PageJson.Canvas(text), Modified = Now(), Version = page.Version + 1 }) });
    }

    /// <summary>Makes a page as a client describes it; it is a draft until it is published.</summary>
    internal PageState CreatePage(string name, JsonObject body)
    {
        if (State.Pages.Values.Any(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw new GraphException(409, "nameAlreadyExists", "A page with the same name already exists.");
        var number = Next();
        var page = new PageState(Derive($"page {number}"), name, "", [], Now(), Now(), 1) { IsPublished = false }.With(body);
        Change(state => state with { Pages = state.Pages.Add(number, page) });
        return page;
    }

    internal PageState PatchPage(string id, JsonObject body) => Replace(id, page => page.With(body) with { Name = body.Text("name") ?? page.Name, Modified = Now(), Version = page.Version + 1, IsPublished = false });

    internal void PublishPage(string id) => Replace(id, static page => page with { IsPublished = true });

    private PageState Replace(string id, Func<PageState, PageState> change)
    {
        var (number, page) = FindPage(id);
        var changed = change(page);
        Change(state => state with { Pages = state.Pages.SetItem(number, changed) });
        return changed;
    }

    public void RemovePage(string id)
    {
        var (number, _) = FindPage(id);
        Change(state => state with { Pages = state.Pages.Remove(number) });
    }

    /// <summary>Expires the tokens of all libraries and lists, those of subsites included.</summary>
    public void ExpireDeltaTokens()
    {
        foreach (var list in State.Lists)
        {
            list.ExpireDeltaTokens();
            list.Drive?.ExpireDeltaTokens();
        }

        foreach (var subsite in State.Subsites)
            subsite.ExpireDeltaTokens();
    }

    /// <summary>What is there now.</summary>
    public SiteSnapshot Snapshot()
    {
        var state = State;
        return new SiteSnapshot(Id, WebUrl, state.DisplayName)
        {
            Libraries = [.. state.Lists.Where(static list => list.Drive is not null).Select(static list => new LibrarySnapshot(list.Name, list.Drive!.Snapshot()))],
            Lists = [.. state.Lists.Where(static list => list.Drive is null).Select(static list => list.Snapshot())],
            Pages = [.. state.Pages.Values.Select(page => new PageTruth(page.Id.ToString("D"), page.Name, PageJson.Describe(this, page, withCanvas: true)))],
            Subsites = [.. state.Subsites.Select(static site => site.Snapshot())],
        };
    }

    /// <summary>The lists and pages that were there at a moment; files are those of now (see <see cref="SimulatedDrive"/>).</summary>
    public SiteSnapshot SnapshotAt(DateTimeOffset moment)
    {
        SiteState? state;
        lock (_lock)
        {
            state = _history.LastOrDefault(entry => entry.Time <= moment).State;
        }

        return state is null ? new SiteSnapshot(Id, WebUrl, DisplayName) : new SiteSnapshot(Id, WebUrl, state.DisplayName)
        {
            Lists = [.. state.Lists.Where(static list => list.Drive is null).Select(list => list.Snapshot(moment))],
            Pages = [.. state.Pages.Values.Select(page => new PageTruth(page.Id.ToString("D"), page.Name, PageJson.Describe(this, page, withCanvas: true)))],
            Subsites = [.. state.Subsites.Select(site => site.SnapshotAt(moment))],
        };
    }

    internal SimulatedList FindList(string key) =>
        State.Lists.Find(list => list.Id.Equals(key, StringComparison.OrdinalIgnoreCase) || list.Name.Equals(key, StringComparison.OrdinalIgnoreCase)) ?? throw GraphException.DriveItemNotFound();

    internal PageState GetPage(string id) => FindPage(id).Page;

    private (int Number, PageState Page) FindPage(string id)
    {
        foreach (var (number, page) in State.Pages)
        {
            if (page.Id.ToString("D").Equals(id, StringComparison.OrdinalIgnoreCase))
                return (number, page);
        }

        throw GraphException.DriveItemNotFound();
    }

    private void Add(SimulatedList list)
    {
        if (State.Lists.Exists(one => one.Name.Equals(list.Name, StringComparison.OrdinalIgnoreCase)))
            throw new GraphException(409, "nameAlreadyExists", "A list with the same name already exists.");
        Change(state => state with { Lists = state.Lists.Add(list) });
    }

    private void Change(Func<SiteState, SiteState> change)
    {
        lock (_lock)
        {
            _state = change(_state);
            Remember();
        }
    }

    private void Remember() => _history.Add((_time.GetUtcNow(), _state));

    private int Next() => Interlocked.Increment(ref _numbers);

    private Guid Derive(string what) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{_tenant.TenantId}/{WebUrl}{_generation}/{what}")).AsSpan(0, 16));

    /// <summary>contoso.sharepoint.example becomes contoso-my.sharepoint.example.</summary>
    private static string Personal(string host) => host.Insert(host.IndexOf('.', StringComparison.Ordinal), "-my");

    private DateTimeOffset Now()
    {
        var now = _time.GetUtcNow();
        return new DateTimeOffset(now.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
    }
}

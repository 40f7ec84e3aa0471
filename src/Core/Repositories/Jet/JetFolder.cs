using System.Collections.Concurrent;

namespace Veeam365.Backup.Core.Repositories.Jet;

/// <summary>The databases of one repository, shared by all in this process who have it open: an engine's instance lets nobody else in, not even another of the same process.</summary>
internal sealed class JetFolder : IDisposable
{
    private readonly ConcurrentDictionary<int, Lazy<JetShelf>> _shelves = new();
    private readonly JetOptions _options;
    private readonly TimeProvider _clock;
    private readonly Func<Task> _engine;

    /// <summary>Creates it; nothing is opened yet.</summary>
    public JetFolder(string root, JetOptions options, Func<Task> engine, TimeProvider clock)
    {
        Root = root;
        _options = options;
        _engine = engine;
        _clock = clock;
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The databases of a year, or the catalogue's.</summary>
    public JetShelf Shelf(int year) =>
        _shelves.GetOrAdd(year, y => new Lazy<JetShelf>(() => new JetShelf(JetLayout.Folder(Root, y), _options, _engine, _clock))).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<JetShelf> shelf in _shelves.Values)
            shelf.Value.Dispose();
    }
}

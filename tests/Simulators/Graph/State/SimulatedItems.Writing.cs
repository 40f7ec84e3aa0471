using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <content>What clients of the service change.</content>
public abstract partial class SimulatedItems
{
    internal ItemFolderView CreateFolder(string? parent, string name)
    {
        lock (Sync)
        {
            RefuseWhenFull();
            var above = parent is null ? TopFor() : FindById(parent).Number;
            if (_folders.Exists(f => !f.IsDeleted && f.Parent == above && f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new GraphException(409, "ErrorFolderExists", "A folder with the specified name already exists.");
            return View(NewFolder(name, above));
        }
    }

    internal ItemFolderView RenameById(string folder, string name)
    {
        lock (Sync)
        {
            var found = FindById(folder);
            found.Name = name;
            Log(found);
            return View(found);
        }
    }

    internal ItemView Create(string? folder, JsonObject properties, IReadOnlyDictionary<string, string> extended)
    {
        lock (Sync)
        {
            RefuseWhenFull();
            var now = Now();
            var state = new ItemState
            {
                Folder = folder is null ? Default : FindById(folder).Number,
                Properties = (JsonObject)properties.DeepClone(),
                Created = now,
                Modified = now,
                ChangeNumber = 0,
                Extended = extended.ToImmutableDictionary(),
            };
            _items.Add(state);
            _positions.Add(-1);
            Set(_items.Count - 1, state);
            return ViewOf(_items.Count - 1);
        }
    }

    internal ItemView Patch(string id, JsonObject changes, IReadOnlyDictionary<string, string> extended)
    {
        lock (Sync)
        {
            var ordinal = Resolve(id);
            var state = _items[ordinal];
            Set(ordinal, state with { Properties = Merge(state.Properties, changes), Extended = state.Extended.SetItems(extended) });
            return ViewOf(ordinal);
        }
    }

    /// <summary>A client's delete: where no listing shows it.</summary>
    internal void Discard(string id) => Delete(id);

    private ItemView ViewOf(int ordinal) => new(ordinal, _items[ordinal].Folder, _items[ordinal], false);

    private void RefuseWhenFull()
    {
        if (IsOverQuota)
            throw new GraphException(507, "ErrorQuotaExceeded", "The mailbox has exceeded its storage quota.");
    }
}

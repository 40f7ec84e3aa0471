using System.Security.Cryptography;
using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>
/// What a repository would hold of one object, in memory: applies a reader's changes the way a session does, all of them or none.
/// </summary>
internal sealed class HeldObject : IObjectHistory
{
    private Dictionary<string, ItemVersion> _items = new(StringComparer.Ordinal);
    private Dictionary<string, byte[]> _state = new(StringComparer.Ordinal);
    private Dictionary<string, Gap> _gaps = new(StringComparer.Ordinal);
    private ILookup<string, ItemVersion>? _children;
    private bool _isEmpty = true;

    public bool IsEmpty => _isEmpty;

    public IReadOnlyList<Gap> PendingGaps => [.. _gaps.Values];

    public IReadOnlyDictionary<string, ItemVersion> Items => _items;

    public IReadOnlyDictionary<string, byte[]> StateEntries => _state;

    /// <summary>How often the last round opened a content.</summary>
    public int ContentsRead { get; private set; }

    /// <summary>Upserts and removals of the last round.</summary>
    public int Changes { get; private set; }

    public int Lookups { get; private set; }

    public List<SourceChange> LastChanges { get; } = [];

    /// <summary>Contents that are JSON, as they were stored.</summary>
    public Dictionary<string, byte[]> Json { get; } = new(StringComparer.Ordinal);

    /// <summary>Properties as they were stored.</summary>
    public Dictionary<string, byte[]> Properties { get; } = new(StringComparer.Ordinal);

    public async Task ApplyAsync(IObjectReader reader, CancellationToken cancellationToken = default)
    {
        var items = new Dictionary<string, ItemVersion>(_items, StringComparer.Ordinal);
        var state = new Dictionary<string, byte[]>(_state, StringComparer.Ordinal);
        var gaps = new Dictionary<string, Gap>(_gaps, StringComparer.Ordinal);
        (ContentsRead, Changes, Lookups) = (0, 0, 0);
        LastChanges.Clear();
        await foreach (SourceChange change in reader.ReadAsync(this, cancellationToken))
        {
            LastChanges.Add(change);
            await ApplyAsync(change, items, state, gaps, cancellationToken);
        }

        (_items, _state, _gaps, _children, _isEmpty) = (items, state, gaps, null, false);
    }

    /// <summary>Forgets or spoils a state entry, as lost or damaged tokens do.</summary>
    public void SetState(string key, string? value)
    {
        if (value is null)
            _state.Remove(key);
        else
            _state[key] = Encoding.UTF8.GetBytes(value);
    }

    public ValueTask<ReadOnlyMemory<byte>?> FindStateAsync(string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_state.TryGetValue(key, out byte[]? value) ? value : default(ReadOnlyMemory<byte>?));

    public async IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ListStateAsync(
        string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach ((string key, byte[] value) in _state.Where(s => s.Key.StartsWith(prefix, StringComparison.Ordinal)))
            yield return KeyValuePair.Create(key, (ReadOnlyMemory<byte>)value);
    }

    public ValueTask<ItemVersion?> FindItemAsync(string key, CancellationToken cancellationToken)
    {
        lock (LastChanges)
            Lookups++;
        return ValueTask.FromResult(_items.GetValueOrDefault(key));
    }

    public async IAsyncEnumerable<ItemVersion> ListChildrenAsync(
        string? parentKey, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        _children ??= _items.Values.ToLookup(i => i.ParentKey ?? "", StringComparer.Ordinal);
        foreach (ItemVersion item in _children[parentKey ?? ""])
            yield return item;
    }

    public async IAsyncEnumerable<ItemVersion> ListItemsAsync(
        ItemKind kind, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (ItemVersion item in _items.Values.Where(i => i.Kind == kind))
            yield return item;
    }

    private async Task ApplyAsync(
        SourceChange change, Dictionary<string, ItemVersion> items, Dictionary<string, byte[]> state, Dictionary<string, Gap> gaps, CancellationToken cancellationToken)
    {
        switch (change)
        {
            case SourceChange.Upsert upsert:
                Changes++;
                await ApplyAsync(upsert, items, gaps, cancellationToken);
                break;
            case SourceChange.Removal removal:
                Changes++;
                items.Remove(removal.Key);
                gaps.Remove(removal.Key);
                break;
            case SourceChange.State { Value: { } value } entry:
                state[entry.Key] = value.ToArray();
                break;
            case SourceChange.State entry:
                state.Remove(entry.Key);
                break;
            case SourceChange.Missing missing:
                gaps[missing.ItemKey ?? missing.Name] = new Gap("object", missing.ItemKey, missing.Name, missing.Reason, missing.Message);
                break;
        }
    }

    private async Task ApplyAsync(SourceChange.Upsert upsert, Dictionary<string, ItemVersion> items, Dictionary<string, Gap> gaps, CancellationToken cancellationToken)
    {
        ItemVersion version = upsert.Version;
        gaps.Remove(version.Key);
        if (upsert.Properties is { } properties)
        {
            Properties[version.Key] = properties.ToArray();
            version = version with { Properties = new ContentReference(properties.Length, default, default) };
        }

        try
        {
            if (upsert.Content is not null)
                version = await ReadAsync(version, upsert.Content, gaps, cancellationToken);
            items[version.Key] = version;
            if (upsert.Shortfall is { } missing)
                gaps[version.Key] = new Gap("object", version.Key, version.Name, missing.Reason, missing.Message);
        }
        catch (ItemVanishedException)
        {
            items.Remove(version.Key);
        }
        catch (SourceItemException e)
        {
            gaps[version.Key] = new Gap("object", version.Key, version.Name, e.Reason, e.Message);
        }
    }

    private async Task<ItemVersion> ReadAsync(ItemVersion version, ISourceContent content, Dictionary<string, Gap> gaps, CancellationToken cancellationToken)
    {
        ContentsRead++;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        await using (Stream stream = await content.OpenAsync(cancellationToken))
        {
            var buffer = new byte[16 * 1024];
            using var json = new MemoryStream();
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0; length += read)
            {
                hash.AppendData(buffer, 0, read);
                if (version.Kind is not (ItemKind.Message or ItemKind.File or ItemKind.FileVersion))
                    json.Write(buffer, 0, read);
            }

            if (json.Length > 0)
                Json[version.Key] = json.ToArray();
        }

        if (content.Shortfall is { } shortfall)
            gaps[version.Key] = new Gap("object", version.Key, version.Name, shortfall.Reason, shortfall.Message);

        if (content.IsUnverified)
            gaps[version.Key] = new Gap("object", version.Key, version.Name, GapReason.Unverifiable, "");
        ItemFlags flags = version.Flags | (content.IsUnverified ? ItemFlags.Unverified : ItemFlags.None);
        return version with { Size = length, Flags = flags, Content = new ContentReference(length, new Sha256Hash(hash.GetHashAndReset()), default) };
    }
}

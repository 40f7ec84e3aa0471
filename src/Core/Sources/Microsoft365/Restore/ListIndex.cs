namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a list of the target holds. Safe for concurrent use.</summary>
internal sealed class ListIndex
{
    private readonly Dictionary<string, ListFields> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<string>> _bySignature = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public void Add(string id, ListFields fields)
    {
        lock (_lock)
        {
            if (!_byId.TryAdd(id, fields))
                return;
            if (!_bySignature.TryGetValue(fields.Signature, out Queue<string>? alike))
                _bySignature.Add(fields.Signature, alike = new Queue<string>());
            alike.Enqueue(id);
        }
    }

    public ListFields? Find(string id)
    {
        lock (_lock)
            return _byId.GetValueOrDefault(id);
    }

    /// <summary>One that holds the same values and that no other item has taken.</summary>
    public string? Take(string signature)
    {
        lock (_lock)
            return _bySignature.TryGetValue(signature, out Queue<string>? alike) && alike.TryDequeue(out string? first) ? first : null;
    }

    /// <summary>Notes one that was made for an item: nobody else takes it.</summary>
    public void Made(string id, ListFields fields)
    {
        lock (_lock)
            _byId.TryAdd(id, fields);
    }
}

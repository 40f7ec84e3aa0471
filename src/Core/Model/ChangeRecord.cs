namespace Veeam365.Backup.Core.Model;

/// <summary>One entry of a change segment, complete: content is stored and located.</summary>
public abstract record ChangeRecord
{
    private ChangeRecord()
    {
    }

    /// <summary>The item is now like this.</summary>
    /// <param name="Version">The whole new state.</param>
    public sealed record Upserted(ItemVersion Version) : ChangeRecord;

    /// <summary>The item is gone from the source.</summary>
    /// <param name="Key">The item's key.</param>
    public sealed record Removed(string Key) : ChangeRecord;

    /// <summary>An entry of the object's source state (a delta token, a known gap...) is now this.</summary>
    /// <param name="Key">The entry's name.</param>
    /// <param name="Value">Its value; null removes the entry.</param>
    public sealed record StateChanged(string Key, ReadOnlyMemory<byte>? Value) : ChangeRecord;
}

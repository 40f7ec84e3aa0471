using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>What a reader found.</summary>
public abstract record SourceChange
{
    private SourceChange()
    {
    }

    /// <summary>An item is new or changed.</summary>
    /// <param name="Version">Its state; <see cref="ItemVersion.Content"/> is null, or the reference of the held version when the content is known to be unchanged.</param>
    /// <param name="Properties">The source's properties as JSON (UTF-8); null for none.</param>
    /// <param name="Content">Reads the content; null when there is none or it is unchanged.</param>
    public sealed record Upsert(ItemVersion Version, ReadOnlyMemory<byte>? Properties, ISourceContent? Content) : SourceChange
    {
        /// <summary>What belongs to the item and is known already not to come with it (permissions that may not be read, attachments out of reach); null for nothing.</summary>
        public ContentShortfall? Shortfall { get; init; }
    }

    /// <summary>An item is gone. Unknown keys are allowed and mean nothing.</summary>
    /// <param name="Key">Its key.</param>
    public sealed record Removal(string Key) : SourceChange;

    /// <summary>A state entry takes this value, or goes when null.</summary>
    /// <param name="Key">Its name.</param>
    /// <param name="Value">Its value.</param>
    public sealed record State(string Key, ReadOnlyMemory<byte>? Value) : SourceChange;

    /// <summary>Something cannot be read.</summary>
    /// <param name="ItemKey">The item; null when it has none.</param>
    /// <param name="Name">What an admin can find it by.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Message">More words.</param>
    public sealed record Missing(string? ItemKey, string Name, GapReason Reason, string Message) : SourceChange;

    /// <summary>The reader learned how much there is to come; for progress only.</summary>
    /// <param name="Items">Items expected in this workload.</param>
    public sealed record Estimate(long Items) : SourceChange;
}

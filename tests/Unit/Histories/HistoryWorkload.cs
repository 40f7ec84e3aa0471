using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>
/// One workload of one object in a history: how it changes, and what it held when. A new workload takes part by deriving from this and being listed in <see cref="HistoryWorld"/>.
/// </summary>
internal abstract class HistoryWorkload(string objectId, Workload workload)
{
    public string ObjectId { get; } = objectId;

    public Workload Workload { get; } = workload;

    /// <summary>Does what an owner might, once.</summary>
    public abstract void Change(Random random);

    /// <summary>The same while a session reads.</summary>
    public virtual void ChangeMeanwhile(Random random) => Change(random);

    /// <summary>Delta tokens made so far are worth nothing from now on.</summary>
    public abstract void ExpireTokens();

    /// <summary>The source is full or not: it may refuse delta. Nothing where there is no such thing.</summary>
    public virtual void Fill(bool isFull)
    {
    }

    /// <summary>All that was there at a moment, by key, folders included.</summary>
    public abstract Dictionary<string, ItemText> At(long moment);

    /// <summary>What all that changed in between was at the beginning and after each change; null: not there.</summary>
    public IEnumerable<(long Moment, string Key, ItemText? Text)> Between(long from, long to) =>
        History(from, to).Select(s => (s.Moment, s.Id, s.State is null ? null : Describe(s.State)));

    /// <summary>The same words for what a restore point holds.</summary>
    public abstract ItemText Describe(ItemVersion held, byte[]? content);

    /// <summary>The keys of gaps that an item may be missing by.</summary>
    public virtual IEnumerable<string> GapsOf(string key) => [key];

    /// <summary>True when a content must be read to be described; otherwise its hash says enough.</summary>
    public virtual bool ReadsContent => false;

    protected abstract IReadOnlyList<TimedState> History(long from, long to);

    protected abstract ItemText Describe(object state);
}

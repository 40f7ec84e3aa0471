using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>What a session will process.</summary>
/// <param name="Objects">The objects by key.</param>
/// <param name="Kind">Full when at least one object is read in full.</param>
/// <param name="HasUnresolved">True when something the scope names was not found.</param>
internal sealed record ResolvedScope(IReadOnlyDictionary<string, ResolvedObject> Objects, SessionKind Kind, bool HasUnresolved)
{
    /// <summary>How long objects will take, by key, relative to each other.</summary>
    public IReadOnlyDictionary<string, long> Weights { get; init; } = new Dictionary<string, long>();
}

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>What a job's scope means in the organization now.</summary>
/// <param name="Objects">By key.</param>
/// <param name="NotFound">What the scope names and the organization does not have.</param>
/// <param name="Groups">Groups of the scope and how many of their members are processed.</param>
internal sealed record FoundScope(
    IReadOnlyDictionary<string, ObjectIdentity> Objects, IReadOnlyList<ScopeItem> NotFound, IReadOnlyList<KeyValuePair<ProtectedObject, int>> Groups);

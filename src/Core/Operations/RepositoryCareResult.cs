using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Operations;

/// <summary>What validating (and repairing) a repository came to.</summary>
/// <param name="Report">What was found.</param>
/// <param name="Items">The damaged items, named.</param>
/// <param name="Repaired">What was done about each damaged object; empty when nothing was repaired.</param>
public sealed record RepositoryCareResult(VerificationReport Report, IReadOnlyList<NamedDamage> Items, IReadOnlyList<RepairedObject> Repaired);

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Something a restore point does not hold, with the object it belongs to.</summary>
/// <param name="PointId">The restore point.</param>
/// <param name="Identity">Whose it is.</param>
/// <param name="Gap">What is missing and why.</param>
public sealed record RestoreGap(Guid PointId, ObjectIdentity Identity, Gap Gap)
{
    /// <summary>What an admin can do about it; never empty.</summary>
    public string RecommendedAction => GapAdvice.Of(Gap.Reason);
}

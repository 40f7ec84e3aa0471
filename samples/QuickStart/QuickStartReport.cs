using System.Text.Json;

namespace Veeam365.QuickStart;

/// <summary>What the sample did, for machines.</summary>
/// <param name="Sessions">Its sessions in order.</param>
/// <param name="RestorePoints">Its restore points in order.</param>
/// <param name="Identical">True when both exports equal what the source held at their time.</param>
internal sealed record QuickStartReport(IReadOnlyList<SessionReport> Sessions, IReadOnlyList<RestorePointReport> RestorePoints, bool Identical)
{
    public string ToJson() => JsonSerializer.Serialize(this, QuickStartJson.Default.QuickStartReport);
}

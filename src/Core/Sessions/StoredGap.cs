using System.Text.Json.Serialization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>A gap as stored.</summary>
internal sealed record StoredGap(string Name, GapReason Reason, string Message)
{
    /// <summary>When it was first missed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Since { get; init; }
}

namespace Veeam365.Backup.Tests.Golden;

/// <summary>A restore point as the truth has it.</summary>
internal sealed record GoldenPoint(long Sequence, string JobName, string Organization, IReadOnlyList<GoldenObject> Objects);

namespace Veeam365.QuickStart;

/// <summary>A restore point and its export.</summary>
internal sealed record RestorePointReport(Guid Id, long Sequence, string Kind, int Objects, long Items, long Bytes, int Exported, bool Identical);

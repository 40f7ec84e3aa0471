namespace Veeam365.Backup.Tests.Golden;

/// <summary>What a restore point holds of an object.</summary>
internal sealed record GoldenObject(string Object, string Workload, int Head, IReadOnlyList<GoldenItem> Items, IReadOnlyDictionary<string, string> States);

using System.Text.Json.Serialization;

namespace Veeam365.Backup.Bench;

/// <summary>One measured figure, or several of one run.</summary>
internal sealed record BenchRow
{
    public required string Work { get; init; }

    public required string Tool { get; init; }

    /// <summary>Median wall time in seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Seconds { get; init; }

    /// <summary>Median processor time of the whole process in seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CpuSeconds { get; init; }

    /// <summary>Median peak of resident memory in MiB.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RssMiB { get; init; }

    /// <summary>Median size of the repository afterwards in MiB.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RepositoryMiB { get; init; }

    /// <summary>Median number of objects (files) in the repository afterwards.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Objects { get; init; }

    /// <summary>Seconds relative to the same work on a mailbox of 10,000 messages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RatioTo10000 { get; init; }

    /// <summary>Median number of requests.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Requests { get; init; }

    /// <summary>Requests for each collection of the source, those for contents left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RequestsPerCollection { get; init; }

    /// <summary>Throughput relative to that of Test-BackupRepository -Data over the same repository.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RatioToTest { get; init; }

    /// <summary>Requests that came inside a Retry-After, the most of all runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Violations { get; init; }

    /// <summary>How many times as fast as with one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Speedup { get; init; }

    /// <summary>Claims a second.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PerSecond { get; init; }

    /// <summary>Requests that the source refused because they were beyond the budget.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BeyondBudget { get; init; }

    /// <summary>Median share of the source's budget that was left unused while the session ran.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? UnusedBudgetPercent { get; init; }
}

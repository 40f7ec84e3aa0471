namespace Veeam365.Backup.Core.Model;

/// <summary>What a job backs up.</summary>
public sealed record BackupScope
{
    /// <summary>True for every user of the organization (with <see cref="Exclude"/> taken out).</summary>
    public bool WholeOrganization { get; init; }

    /// <summary>What is named, when it is not the whole organization.</summary>
    public IReadOnlyList<ScopeItem> Include { get; init; } = [];

    /// <summary>What is left out.</summary>
    public IReadOnlyList<ScopeItem> Exclude { get; init; } = [];

    /// <summary>Workloads processed for the whole organization; of a named item its own list counts.</summary>
    public IReadOnlyList<Workload> Workloads { get; init; } = [Workload.Mailbox, Workload.OneDrive];

    /// <summary>Mail folders left out of mailboxes and archive mailboxes.</summary>
    public IReadOnlyList<ExcludableFolder> ExcludeFolders
    {
        // Jobs of earlier versions have none stored.
        get => field ?? [];
        init;
    }
}

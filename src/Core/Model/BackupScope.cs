namespace Veeam365.Backup.Core.Model;

/// <summary>What a job backs up.</summary>
public sealed record BackupScope
{
    /// <summary>True for every object of the organization that has one of <see cref="Workloads"/>, with <see cref="Exclude"/> taken out.</summary>
    public bool WholeOrganization { get; init; }

    /// <summary>What is named, when it is not the whole organization.</summary>
    public IReadOnlyList<ScopeItem> Include { get; init; } = [];

    /// <summary>What is left out. With a group go its members, its mailbox and its team.</summary>
    public IReadOnlyList<ScopeItem> Exclude { get; init; } = [];

    /// <summary>Workloads processed; of a named item its own list counts, if it has one. Each object is processed for those of them that its kind has.</summary>
    public IReadOnlyList<Workload> Workloads { get; init; } = [Workload.Mailbox, Workload.OneDrive];

    /// <summary>Mail folders left out of mailboxes and archive mailboxes.</summary>
    public IReadOnlyList<ExcludableFolder> ExcludeFolders
    {
        // Jobs of earlier versions have none stored.
        get => field ?? [];
        init;
    }

    /// <summary>True to keep earlier versions of files too; false for what each file holds when it is read.</summary>
    public bool FileVersions { get; init; }

    /// <summary>What is processed of the organization's objects of a kind; empty when the whole organization is meant without them.</summary>
    public IReadOnlyList<Workload> WorkloadsOf(ObjectKind kind) => [.. Workloads.Intersect(ObjectWorkloads.Of(kind))];

    /// <summary>What is processed of a named item: those of its own list, else of the scope's list, that objects of its kind bring in; all of them when neither names one.</summary>
    public IReadOnlyList<Workload> WorkloadsOf(ScopeItem item)
    {
        IReadOnlyList<Workload> possible = ObjectWorkloads.NamedBy(item.Kind);
        Workload[] wanted = [.. (item.Workloads.Count > 0 ? item.Workloads : Workloads).Intersect(possible)];
        return wanted.Length > 0 ? wanted : possible;
    }
}

namespace Veeam365.Backup.Core.Model;

/// <summary>The workloads of users.</summary>
public static class UserWorkloads
{
    /// <summary>All of them: what a scope takes when nothing else is said.</summary>
    public static IReadOnlyList<Workload> All { get; } = [Workload.Mailbox, Workload.ArchiveMailbox, Workload.Contacts, Workload.Calendar, Workload.OneDrive];
}

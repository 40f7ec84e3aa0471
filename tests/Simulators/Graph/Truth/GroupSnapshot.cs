namespace Veeam365.Simulators.Graph;

/// <summary>A group as it was; null where there is no mailbox or team.</summary>
public sealed record GroupSnapshot(string Id, string DisplayName, GroupMailboxSnapshot? Mailbox, TeamSnapshot? Team);

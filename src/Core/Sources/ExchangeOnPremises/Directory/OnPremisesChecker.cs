using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The checks of step 2, in order: one typed result each. When no session opens, the rest is not tried.</summary>
internal sealed class OnPremisesChecker(ShellSession shell, OnPremisesConnection connection, Func<string, CancellationToken, Task> openMailbox)
{
    private readonly List<OrganizationCheck> _checks = [];

    public async Task<OrganizationCheckResult> RunAsync(IReadOnlyList<Workload> workloads, CancellationToken cancellationToken)
    {
        if (!await TryAsync("PowerShell", OpenAsync, cancellationToken).ConfigureAwait(false))
            return new OrganizationCheckResult(_checks);
        await TryAsync("Version", CheckVersionAsync, cancellationToken).ConfigureAwait(false);
        await TryAsync("Organization", CheckOrganizationAsync, cancellationToken).ConfigureAwait(false);
        await CheckImpersonationAsync(cancellationToken).ConfigureAwait(false);
        await TryAsync("Recipients", CheckRecipientsAsync, cancellationToken).ConfigureAwait(false);
        await TryAsync("Groups", CheckGroupsAsync, cancellationToken).ConfigureAwait(false);
        await CheckMailboxAsync(cancellationToken).ConfigureAwait(false);
        foreach (Workload workload in workloads.Except([Workload.Mailbox, Workload.ArchiveMailbox, Workload.Contacts, Workload.Calendar]))
            _checks.Add(new OrganizationCheck(workload.ToString(), CheckOutcome.Inconclusive, $"An on-premises organization has no {workload}; nothing to do."));
        return new OrganizationCheckResult(_checks);
    }

    private async Task<OrganizationCheck> OpenAsync(string name, CancellationToken cancellationToken)
    {
        await shell.OpenAsync(cancellationToken).ConfigureAwait(false);
        return Passed(name, $"A session with {connection.ConnectionUri.Host} is open.");
    }

    private async Task<OrganizationCheck> CheckVersionAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<ExchangeObject> servers = await shell.ListAsync(new ExchangeCommand("Get-ExchangeServer"), cancellationToken).ConfigureAwait(false);
        var versions = servers.Where(HoldsMailboxes).Select(s => (Server: s.Text("Name") ?? "?", Version: ExchangeVersion.Parse(s.Text("AdminDisplayVersion")))).ToList();
        string found = string.Join(", ", versions.Select(v => $"{v.Server}: {v.Version?.ToString() ?? "unknown version"}"));
        if (versions.Count == 0)
            return Inconclusive(name, "The organization names no mailbox server.");
        if (versions.TrueForAll(v => v.Version?.IsSupported != true))
            return Failed(name, new SourceException("Exchange.VersionUnsupported", $"No server has a version that is supported: {found}.", "Supported are Exchange 2016, 2019 and Subscription Edition."));
        return versions.TrueForAll(v => v.Version?.IsSupported == true)
            ? Passed(name, found)
            : Inconclusive(name, $"Mailboxes on servers of other versions may not be readable: {found}.");
    }

    private static bool HoldsMailboxes(ExchangeObject server) => server.Text("ServerRole") is not { } roles || roles.Contains("Mailbox", StringComparison.OrdinalIgnoreCase);

    private async Task<OrganizationCheck> CheckOrganizationAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<ExchangeObject> found = await shell.ListAsync(new ExchangeCommand("Get-OrganizationConfig"), cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? Inconclusive(name, "The organization tells nothing of itself.") : Passed(name, $"Organization '{found[0].Text("Name") ?? "?"}'.");
    }

    /// <summary>Only the assignment is looked at here; that it works is what opening a mailbox shows. So what may not be read is no failure.</summary>
    private async Task CheckImpersonationAsync(CancellationToken cancellationToken)
    {
        const string Name = "Impersonation";
        try
        {
            ExchangeCommand command = new ExchangeCommand("Get-ManagementRoleAssignment").With("Role", ExchangeRoles.Impersonation).With("GetEffectiveUsers");
            IReadOnlyList<ExchangeObject> assignments = await shell.ListAsync(command, cancellationToken).ConfigureAwait(false);
            _checks.Add(Judge(Name, [.. assignments.Where(a => a.Text("Enabled") is null || a.Flag("Enabled"))]));
        }
        catch (BackupException e) when (e is not AuthenticationException)
        {
            _checks.Add(new OrganizationCheck(Name, CheckOutcome.Inconclusive, $"Who may impersonate cannot be read: {e.Message}", e));
        }
    }

    private OrganizationCheck Judge(string name, List<ExchangeObject> assignments)
    {
        if (assignments.Count == 0)
            return Failed(name, ImpersonationMissing("Nobody holds the role ApplicationImpersonation."));
        string? account = AccountName();
        List<ExchangeObject> own = assignments.FindAll(a => account is not null && (Is(a.Text("EffectiveUserName"), account) || Is(a.Text("User"), account)));
        if (own.Count == 0)
            return Inconclusive(name, "The role ApplicationImpersonation is assigned, to whom under another name than that of the account; opening a mailbox shows whether it is the same.");
        string? scope = own.ConvertAll(a => a.Text("CustomRecipientWriteScope")).Find(s => s is not null);
        return own.Exists(a => a.Text("CustomRecipientWriteScope") is null)
            ? Passed(name, "The account may impersonate every mailbox.")
            : Inconclusive(name, $"The account may impersonate mailboxes of the management scope '{scope}' only; those outside of it will fail.");
    }

    private string? AccountName()
    {
        string? user = connection.UserName ?? Environment.UserName;
        string name = user[(user.IndexOf('\\', StringComparison.Ordinal) + 1)..];
        int at = name.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? name : name[..at];
    }

    // Users are told by name or by canonical name: contoso.example/Users/backup.
    private static bool Is(string? told, string account) => told is not null && told[(told.LastIndexOf('/') + 1)..].Equals(account, StringComparison.OrdinalIgnoreCase);

    private async Task<OrganizationCheck> CheckRecipientsAsync(string name, CancellationToken cancellationToken)
    {
        int count = (await shell.ListAsync(new ExchangeCommand("Get-Recipient").With("ResultSize", "1"), cancellationToken).ConfigureAwait(false)).Count;
        return count > 0 ? Passed(name, "Recipients can be listed.") : Inconclusive(name, "The account sees no recipient.");
    }

    private async Task<OrganizationCheck> CheckGroupsAsync(string name, CancellationToken cancellationToken)
    {
        foreach (string command in (string[])["Get-DistributionGroup", "Get-DynamicDistributionGroup"])
            await shell.ListAsync(new ExchangeCommand(command).With("ResultSize", "1"), cancellationToken).ConfigureAwait(false);
        return Passed(name, "Groups can be listed.");
    }

    private async Task CheckMailboxAsync(CancellationToken cancellationToken)
    {
        string? address = null;
        bool canList = await TryAsync(
            "Mailboxes",
            async (name, token) =>
            {
                IReadOnlyList<ExchangeObject> found = await shell.ListAsync(new ExchangeCommand("Get-Mailbox").With("ResultSize", "1"), token).ConfigureAwait(false);
                address = found.Select(m => m.Text("PrimarySmtpAddress")).FirstOrDefault(a => a is not null);
                return address is null ? Inconclusive(name, "The account sees no mailbox.") : Passed(name, "Mailboxes can be listed.");
            },
            cancellationToken).ConfigureAwait(false);
        if (!canList || address is null)
        {
            _checks.Add(Inconclusive("EWS", "There is no mailbox to try it on."));
            return;
        }
        await TryAsync("EWS", async (name, token) => await ProbeAsync(name, address, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task<OrganizationCheck> ProbeAsync(string name, string address, CancellationToken cancellationToken)
    {
        try
        {
            await openMailbox(address, cancellationToken).ConfigureAwait(false);
            return Passed(name, $"A mailbox was opened through {connection.Ews}.");
        }
        catch (WorkloadAbsentException e)
        {
            return Inconclusive(name, $"The mailbox that was tried cannot be opened: {e.Message}");
        }
    }

    private async Task<bool> TryAsync(string name, Func<string, CancellationToken, Task<OrganizationCheck>> check, CancellationToken cancellationToken)
    {
        try
        {
            _checks.Add(await check(name, cancellationToken).ConfigureAwait(false));
        }
        catch (BackupException e)
        {
            _checks.Add(Failed(name, e));
        }
        return _checks[^1].Outcome != CheckOutcome.Failed;
    }

    /// <summary>The role that reading mailboxes of others needs.</summary>
    public static PermissionMissingException ImpersonationMissing(string what, Exception? inner = null) => new(
        "Exchange.ImpersonationMissing",
        $"{what} The role '{ExchangeRoles.Impersonation}' is missing.",
        $"Give the account the role: New-ManagementRoleAssignment -Role {ExchangeRoles.Impersonation} -User <account>; with -CustomRecipientWriteScope it can be narrowed to the mailboxes that are backed up.",
        inner);

    private static OrganizationCheck Passed(string name, string message) => new(name, CheckOutcome.Passed, message);

    private static OrganizationCheck Inconclusive(string name, string message) => new(name, CheckOutcome.Inconclusive, message);

    private static OrganizationCheck Failed(string name, BackupException error) => new(name, CheckOutcome.Failed, error.Message, error);
}

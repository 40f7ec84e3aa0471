using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Signs in, looks at what the token grants, and tries the real calls.</summary>
internal sealed class OrganizationChecker(GraphTokenSource tokens, UserDirectory directory, WorkloadProbe probe)
{
    private const int UsersTried = 25;

    public async Task<OrganizationCheckResult> RunAsync(IReadOnlyList<Workload> workloads, CancellationToken cancellationToken)
    {
        var checks = new List<OrganizationCheck>();
        if (await SignInAsync(checks, cancellationToken).ConfigureAwait(false) is { } token)
            await CheckAccessAsync(checks, TokenRoles.Read(token), workloads, cancellationToken).ConfigureAwait(false);
        return new OrganizationCheckResult(checks);
    }

    private async Task<string?> SignInAsync(List<OrganizationCheck> checks, CancellationToken cancellationToken)
    {
        try
        {
            string token = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
            checks.Add(new OrganizationCheck("Sign-in", CheckOutcome.Passed, "Signed in."));
            return token;
        }
        catch (BackupException e)
        {
            checks.Add(Failed("Sign-in", e));
            return null;
        }
    }

    /// <summary>What does not depend on each other is tried side by side: every job start waits for it.</summary>
    private async Task CheckAccessAsync(List<OrganizationCheck> checks, IReadOnlySet<string>? granted, IReadOnlyList<Workload> workloads, CancellationToken cancellationToken)
    {
        OrganizationCheck mayList = NeededPermission.Directory.Check(granted);
        Task<OrganizationCheck> organization = TryOrganizationAsync(cancellationToken);
        DirectoryTry directoryTry = mayList.Outcome == CheckOutcome.Failed ? new DirectoryTry(null, null) : await TryUsersAsync(cancellationToken).ConfigureAwait(false);
        Task<IReadOnlyList<OrganizationCheck>>[] tried = [.. workloads.Distinct().Select(w => CheckWorkloadAsync(w, granted, directoryTry.Users, cancellationToken))];

        checks.Add(mayList);
        checks.Add(await organization.ConfigureAwait(false));
        if (directoryTry.Check is { } listed)
            checks.Add(listed);
        checks.AddRange((await Task.WhenAll(tried).ConfigureAwait(false)).SelectMany(c => c));
        if (granted is not null)
            checks.Add(LeastPrivilege(granted));
    }

    private async Task<OrganizationCheck> TryOrganizationAsync(CancellationToken cancellationToken)
    {
        const string name = "Organization";
        try
        {
            string? found = await directory.ReadOrganizationNameAsync(cancellationToken).ConfigureAwait(false);
            return new OrganizationCheck(name, CheckOutcome.Passed, found is null ? "Reachable." : $"Reachable: {found}.");
        }
        catch (GraphStatusException e) when ((int)e.Status == 403)
        {
            return new OrganizationCheck(name, CheckOutcome.Inconclusive, "The organization's properties may not be read; a backup does not need them.");
        }
        catch (GraphStatusException e)
        {
            return Failed(name, GraphErrors.Typed(e, UserDirectory.Permission));
        }
        catch (BackupException e)
        {
            return Failed(name, e);
        }
    }

    private async Task<DirectoryTry> TryUsersAsync(CancellationToken cancellationToken)
    {
        const string name = "Directory";
        try
        {
            List<DirectoryUser> users = await directory.ListAsync(UsersTried, cancellationToken).Take(UsersTried).ToListAsync(cancellationToken).ConfigureAwait(false);
            return new DirectoryTry(users, users.Count > 0
                ? new OrganizationCheck(name, CheckOutcome.Passed, "Users can be listed.")
                : new OrganizationCheck(name, CheckOutcome.Inconclusive, "The directory lists no user."));
        }
        catch (GraphStatusException e)
        {
            return new DirectoryTry(null, Failed(name, GraphErrors.Typed(e, UserDirectory.Permission)));
        }
        catch (BackupException e)
        {
            return new DirectoryTry(null, Failed(name, e));
        }
    }

    private async Task<IReadOnlyList<OrganizationCheck>> CheckWorkloadAsync(
        Workload workload, IReadOnlySet<string>? granted, List<DirectoryUser>? users, CancellationToken cancellationToken)
    {
        if (!WorkloadProbe.Supported.Contains(workload))
            return [Failed(workload.ToString(), GraphOrganizationSource.NotSupported(workload))];
        OrganizationCheck permission = NeededPermission.Of(workload).Check(granted);
        return permission.Outcome == CheckOutcome.Failed
            ? [permission]
            : [permission, await TryWorkloadAsync(workload, users ?? [], cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>Touches the first one that exists.</summary>
    private async Task<OrganizationCheck> TryWorkloadAsync(Workload workload, List<DirectoryUser> users, CancellationToken cancellationToken)
    {
        var name = workload.ToString();
        foreach (DirectoryUser user in users)
        {
            try
            {
                await probe.TouchAsync(user.Id, workload, cancellationToken).ConfigureAwait(false);
                return new OrganizationCheck(name, CheckOutcome.Passed, "Can be read.");
            }
            catch (GraphStatusException e) when (WorkloadProbe.MeansAbsent(e, workload))
            {
                continue;
            }
            catch (GraphStatusException e)
            {
                return Failed(name, GraphErrors.Typed(e, NeededPermission.Of(workload).Name));
            }
            catch (BackupException e)
            {
                return Failed(name, e);
            }
        }

        return new OrganizationCheck(name, CheckOutcome.Inconclusive, users.Count == 0 ? "No user to try it on." : $"None of the first {users.Count} users has one to try it on.");
    }

    private static OrganizationCheck LeastPrivilege(IReadOnlySet<string> granted)
    {
        string[] writing = [.. granted.Where(CanWrite).Order(StringComparer.Ordinal)];
        return new OrganizationCheck(
            "Least privilege",
            CheckOutcome.Passed,
            writing.Length == 0 ? "The application can only read." : $"The application can write, which a backup does not need: {string.Join(", ", writing)}.");
    }

    private static bool CanWrite(string permission) =>
        permission.Contains("Write", StringComparison.OrdinalIgnoreCase)
        || permission.Contains("FullControl", StringComparison.OrdinalIgnoreCase)
        || permission.Contains("Manage", StringComparison.OrdinalIgnoreCase)
        || permission.Contains("Send", StringComparison.OrdinalIgnoreCase);

    private static OrganizationCheck Failed(string name, BackupException e) => new(name, CheckOutcome.Failed, e.Message, e);

    private sealed record DirectoryTry(List<DirectoryUser>? Users, OrganizationCheck? Check);
}

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Signs in, looks at what the token grants, and tries the real calls.</summary>
internal sealed class OrganizationChecker(GraphTokenSource tokens, UserDirectory directory, WorkloadProbe probe, GroupProbe groups)
{
    private const int UsersTried = 25;

    /// <summary>What does not depend on each other is tried side by side, and the first requests wait for the sign-in themselves: every job start waits for this.</summary>
    public async Task<OrganizationCheckResult> RunAsync(IReadOnlyList<Workload> workloads, CancellationToken cancellationToken)
    {
        Task<SignIn> signingIn = SignInAsync(cancellationToken);
        Task<OrganizationCheck> organization = TryOrganizationAsync(cancellationToken);
        Task<DirectoryTry> listing = TryUsersAsync(cancellationToken);
        SignIn signIn = await signingIn.ConfigureAwait(false);
        var checks = new List<OrganizationCheck> { signIn.Check };
        if (signIn.Token is { } token)
            await CheckAccessAsync(checks, new Access(TokenRoles.Read(token), organization, listing), workloads, cancellationToken).ConfigureAwait(false);
        else
            await Task.WhenAll(organization, listing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new OrganizationCheckResult(checks);
    }

    private async Task<SignIn> SignInAsync(CancellationToken cancellationToken)
    {
        const string name = "Sign-in";
        try
        {
            string token = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
            return new SignIn(token, new OrganizationCheck(name, CheckOutcome.Passed, "Signed in."));
        }
        catch (BackupException e)
        {
            return new SignIn(null, Failed(name, e));
        }
    }

    private async Task CheckAccessAsync(List<OrganizationCheck> checks, Access access, IReadOnlyList<Workload> workloads, CancellationToken cancellationToken)
    {
        OrganizationCheck mayList = NeededPermission.Directory.Check(access.Granted);
        DirectoryTry listed = await access.Listing.ConfigureAwait(false);
        if (mayList.Outcome == CheckOutcome.Failed)
            listed = new DirectoryTry(null, null);
        Task<IReadOnlyList<OrganizationCheck>>[] tried = [.. workloads.Distinct().Select(w => CheckWorkloadAsync(w, access.Granted, listed.Users, cancellationToken))];

        checks.Add(mayList);
        checks.Add(await access.Organization.ConfigureAwait(false));
        if (listed.Check is { } check)
            checks.Add(check);
        checks.AddRange((await Task.WhenAll(tried).ConfigureAwait(false)).SelectMany(c => c));
        if (access.Granted is not null)
            checks.Add(LeastPrivilege(access.Granted));
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
        if (GroupProbe.Covers(workload))
            return await groups.RunAsync(workload, granted, cancellationToken).ConfigureAwait(false);
        if (!WorkloadProbe.Supported.Contains(workload))
            return [Failed(workload.ToString(), GraphOrganizationSource.NotSupported(workload))];
        OrganizationCheck permission = NeededPermission.Of(workload).Check(granted);
        return permission.Outcome == CheckOutcome.Failed
            ? [permission]
            : [permission, await (workload == Workload.Site ? TrySitesAsync(cancellationToken) : TryWorkloadAsync(workload, users ?? [], cancellationToken)).ConfigureAwait(false)];
    }

    private async Task<OrganizationCheck> TrySitesAsync(CancellationToken cancellationToken)
    {
        var name = Workload.Site.ToString();
        try
        {
            await probe.TouchSitesAsync(cancellationToken).ConfigureAwait(false);
            return new OrganizationCheck(name, CheckOutcome.Passed, "Sites can be listed.");
        }
        catch (GraphStatusException e)
        {
            return Failed(name, GraphErrors.Typed(e, SiteDirectory.Permission));
        }
        catch (BackupException e)
        {
            return Failed(name, e);
        }
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

    private sealed record SignIn(string? Token, OrganizationCheck Check);

    private sealed record Access(IReadOnlySet<string>? Granted, Task<OrganizationCheck> Organization, Task<DirectoryTry> Listing);

    private sealed record DirectoryTry(List<DirectoryUser>? Users, OrganizationCheck? Check);
}

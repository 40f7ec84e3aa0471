using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Looks for what a job's scope means, while something else is done. Disposing ends it, wanted or not.</summary>
internal sealed class ScopeDiscovery : IAsyncDisposable
{
    private readonly IOrganizationSource _source;
    private readonly BackupJob _job;
    private readonly (ObjectKind Kind, NamePattern Name)[] _excluded;
    private readonly CancellationTokenSource _stop;

    /// <summary>Begins.</summary>
    public ScopeDiscovery(IOrganizationSource source, BackupJob job, CancellationToken cancellationToken)
    {
        _source = source;
        _job = job;
        _excluded = [.. job.Scope.Exclude.Select(e => (e.Kind, new NamePattern(e.Name)))];
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Found = Task.Run(() => FindAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>What was found; fails as <see cref="IOrganizationSource.DiscoverAsync"/> does.</summary>
    public Task<FoundScope> Found { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await ((Task)Found).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task<FoundScope> FindAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ObjectIdentity>(StringComparer.Ordinal);
        var missing = new List<ScopeItem>();
        if (_job.Scope.WholeOrganization)
            await AddAllAsync(found, cancellationToken).ConfigureAwait(false);
        foreach (ScopeItem item in _job.Scope.Include)
        {
            var query = new DiscoveryQuery { Kind = item.Kind, Name = item.Name };
            if (await AddMatchesAsync(query, _job.Scope.WorkloadsOf(item), found, cancellationToken).ConfigureAwait(false) == 0)
                missing.Add(item);
        }
        return new FoundScope(found, missing);
    }

    private async Task AddAllAsync(Dictionary<string, ObjectIdentity> found, CancellationToken cancellationToken)
    {
        foreach (ObjectKind kind in ObjectWorkloads.Kinds)
        {
            if (_job.Scope.WorkloadsOf(kind) is { Count: > 0 } workloads)
                await AddMatchesAsync(new DiscoveryQuery { Kind = kind }, workloads, found, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<int> AddMatchesAsync(
        DiscoveryQuery query, IReadOnlyList<Workload> workloads, Dictionary<string, ObjectIdentity> found, CancellationToken cancellationToken)
    {
        int matches = 0;
        await foreach (DiscoveredObject discovered in _source.DiscoverAsync(query, cancellationToken).ConfigureAwait(false))
        {
            matches++;
            if (Array.Exists(_excluded, e => e.Kind == discovered.Object.Kind && e.Name.Matches(discovered.Object)))
                continue;
            foreach (Workload workload in workloads)
            {
                var identity = new ObjectIdentity(_job.OrganizationId, _job.Id, discovered.Object, workload);
                found[identity.Key] = identity;
            }
        }
        return matches;
    }
}

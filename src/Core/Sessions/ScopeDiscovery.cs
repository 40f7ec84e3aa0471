using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Looks for what a job's scope means, while something else is done. Disposing ends it, wanted or not.</summary>
internal sealed class ScopeDiscovery : IAsyncDisposable
{
    private readonly IOrganizationSource _source;
    private readonly BackupJob _job;
    private readonly CancellationTokenSource _stop;

    /// <summary>Begins.</summary>
    public ScopeDiscovery(IOrganizationSource source, BackupJob job, CancellationToken cancellationToken)
    {
        _source = source;
        _job = job;
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
        ScopeExclusion exclusion = await ScopeExclusion.LoadAsync(_source, _job.Scope, cancellationToken).ConfigureAwait(false);
        var search = new ScopeSearch(_source, _job, exclusion);
        if (_job.Scope.WholeOrganization)
            await search.AddAllAsync(cancellationToken).ConfigureAwait(false);
        foreach (ScopeItem item in _job.Scope.Include)
            await search.AddAsync(item, cancellationToken).ConfigureAwait(false);
        return search.Result;
    }
}

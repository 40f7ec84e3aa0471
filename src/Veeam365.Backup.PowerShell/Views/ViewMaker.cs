using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>Makes views that need names of other things. Names are read once: one maker serves one cmdlet.</summary>
internal sealed class ViewMaker(BackupServices services)
{
    private Dictionary<Guid, string>? _organizations;
    private Dictionary<Guid, string>? _repositories;

    /// <summary>A job with its organization, repository and newest session.</summary>
    public async Task<BackupJobView> JobAsync(BackupJob job, CancellationToken cancellationToken)
    {
        await LoadNamesAsync(cancellationToken).ConfigureAwait(false);
        BackupSession? last = await services.Configuration.Sessions.ListAsync(new SessionQuery { JobId = job.Id, Limit = 1 }, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return new BackupJobView(job, NameOf(_organizations!, job.OrganizationId), NameOf(_repositories!, job.RepositoryId), last);
    }

    /// <summary>A restore point with its repository.</summary>
    public async Task<RestorePointView> RestorePointAsync(RestorePoint point, CancellationToken cancellationToken)
    {
        await LoadNamesAsync(cancellationToken).ConfigureAwait(false);
        return new RestorePointView(point, NameOf(_repositories!, point.RepositoryId));
    }

    /// <summary>A session.</summary>
    public BackupSessionView Session(BackupSession session) => new BackupSessionView(session, services.Clock.GetUtcNow());

    private async Task LoadNamesAsync(CancellationToken cancellationToken)
    {
        if (_repositories is not null)
            return;
        _organizations = (await services.Configuration.Organizations.ListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(o => o.Id, o => o.Name);
        _repositories = (await services.Configuration.Repositories.ListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(r => r.Id, r => r.Name);
    }

    private static string NameOf(Dictionary<Guid, string> names, Guid id) => names.TryGetValue(id, out string? name) ? name : id.ToString();
}

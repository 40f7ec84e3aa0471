using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Step 1: load the job's settings from the configuration database and create the session.</summary>
internal sealed class LoadStep(IBackupConfiguration configuration, SessionOptions options)
{
    public async Task<LoadedJob> RunAsync(StartRequest request, int attempt, CancellationToken cancellationToken)
    {
        LoadedJob loaded = await LoadAsync(request.Job.Id, request.Job.Name, cancellationToken).ConfigureAwait(false);
        var session = new NewSession(Guid.CreateVersion7(), loaded.Job.Id, loaded.Job.Name, attempt, SessionOwner.Current(), options.Lease)
        {
            Proxy = loaded.Repository.Proxy,
            Priority = loaded.Job.Priority,
            ReadsInFull = request.Full,
            StopAt = request.StopAt,
        };
        return loaded with { Session = await CreateAsync(session, cancellationToken).ConfigureAwait(false) };
    }

    /// <summary>Loads what a session that exists needs.</summary>
    public async Task<LoadedJob> RunAsync(BackupSession session, CancellationToken cancellationToken) =>
        await LoadAsync(session.JobId, session.JobName, cancellationToken).ConfigureAwait(false) with { Session = session };

    private async Task<LoadedJob> LoadAsync(Guid jobId, string jobName, CancellationToken cancellationToken)
    {
        BackupJob job = await configuration.Jobs.FindAsync(jobId.ToString(), cancellationToken).ConfigureAwait(false)
            ?? throw Missing("Job", jobName, "Get-BackupJob");
        Organization organization = await configuration.Organizations.FindAsync(job.OrganizationId.ToString(), cancellationToken).ConfigureAwait(false)
            ?? throw Missing("Organization", job.OrganizationId.ToString(), "Get-BackupOrganization");
        BackupRepository repository = await configuration.Repositories.FindAsync(job.RepositoryId.ToString(), cancellationToken).ConfigureAwait(false)
            ?? throw Missing("Repository", job.RepositoryId.ToString(), "Get-BackupRepository");
        return new LoadedJob(job, organization, repository, null!);
    }

    private async Task<BackupSession> CreateAsync(NewSession session, CancellationToken cancellationToken)
    {
        try
        {
            return await configuration.Sessions.CreateAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch (ConfigurationException)
        {
            // The answer may have been lost, not the session: left alone it would count as running until its lease ends.
            if (await configuration.Sessions.FindAsync(session.Id, cancellationToken).ConfigureAwait(false) is { } created)
                return created;
            throw;
        }
    }

    private static NotFoundException Missing(string noun, string name, string command) =>
        new(noun + ".NotFound", $"{noun} '{name}' does not exist in the configuration.", $"{command} lists what there is.");
}

using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Step 1: load the job's settings from the configuration database and create the session.</summary>
internal sealed class LoadStep(IBackupConfiguration configuration, SessionOptions options)
{
    public async Task<LoadedJob> RunAsync(StartRequest request, int attempt, CancellationToken cancellationToken)
    {
        BackupJob job = await configuration.Jobs.FindAsync(request.Job.Id.ToString(), cancellationToken).ConfigureAwait(false)
            ?? throw Missing("Job", request.Job.Name, "Get-BackupJob");
        Organization organization = await configuration.Organizations.FindAsync(job.OrganizationId.ToString(), cancellationToken).ConfigureAwait(false)
            ?? throw Missing("Organization", job.OrganizationId.ToString(), "Get-BackupOrganization");
        BackupRepository repository = await configuration.Repositories.FindAsync(job.RepositoryId.ToString(), cancellationToken).ConfigureAwait(false)
            ?? throw Missing("Repository", job.RepositoryId.ToString(), "Get-BackupRepository");

        var session = new NewSession(Guid.CreateVersion7(), job.Id, job.Name, attempt, SessionOwner.Current(), options.Lease);
        return new LoadedJob(job, organization, repository, await CreateAsync(session, cancellationToken).ConfigureAwait(false));
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

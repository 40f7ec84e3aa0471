using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>Reads and checks everything, as Test-BackupRepository does.</summary>
internal sealed class FolderVerification(EngineWorkplace place)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        BackupRepository repository = await place.FindRepositoryAsync(cancellationToken);
        await using RepositoryConnection connection = await RepositoryConnection.OpenAsync(place.Services, repository, cancellationToken);
        VerificationReport report = await ((IDataVerification)connection.Repository).VerifyAsync(connection.Cache, new VerificationRequest(), static _ => { }, cancellationToken);
        if (!report.Succeeded)
            throw new InvalidOperationException("The repository is damaged.");
    }
}

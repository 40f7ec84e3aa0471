using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>Keeps the newest restore point and frees what only earlier ones needed: both phases, marking and deleting, without the time that normally lies between them.</summary>
internal sealed class FolderRetention(EngineWorkplace place)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        BackupRepository repository = await place.FindRepositoryAsync(cancellationToken);
        await using RepositoryConnection connection = await RepositoryConnection.OpenAsync(place.Services, repository, cancellationToken);
        var request = new RetentionRequest { Horizon = DateTimeOffset.UtcNow, Grace = TimeSpan.Zero, By = "bench" };
        for (int phase = 0; phase < 2; phase++)
            await new RepositoryRetention(place.Services, repository, connection).RunAsync(request, progress: null, cancellationToken);
    }
}

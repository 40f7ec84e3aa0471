using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>Exports everything in the newest restore point, as Export-BackupItem does.</summary>
internal sealed class FolderRestore(EngineWorkplace place)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        RestorePoint point = await place.FindNewestAsync(cancellationToken);
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(place.Services, point, cancellationToken);
        var exporter = new ItemExporter(explorer, new ExportOptions(place.Restored));
        await foreach (ExportedItem item in exporter.ExportAsync(explorer.FindAsync(new RestoreQuery { IncludeFolders = true }, cancellationToken), cancellationToken))
        {
            if (item.Error is not null)
                throw item.Error;
        }
    }
}

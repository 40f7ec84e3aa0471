namespace Veeam365.Backup.Bench.Engine;

/// <summary>One work of our engine, in a process of its own.</summary>
internal static class EngineChild
{
    public static async Task RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        await using EngineWorkplace place = await EngineWorkplace.OpenAsync(arguments, cancellationToken);
        switch (arguments.Required("work"))
        {
            case "init":
                await place.CreateRepositoryAsync(cancellationToken);
                break;
            case "backup":
                await new FolderBackup(place).RunAsync(cancellationToken);
                break;
            case "restore":
                await new FolderRestore(place).RunAsync(cancellationToken);
                break;
            case "verify":
                await new FolderVerification(place).RunAsync(cancellationToken);
                break;
            case "prune":
                await new FolderRetention(place).RunAsync(cancellationToken);
                break;
            default:
                throw new ArgumentException("No such work.", nameof(arguments));
        }
    }
}

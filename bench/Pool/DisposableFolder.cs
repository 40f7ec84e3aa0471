namespace Veeam365.Backup.Bench;

/// <summary>A temporary folder.</summary>
internal sealed class DisposableFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("veeam365-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

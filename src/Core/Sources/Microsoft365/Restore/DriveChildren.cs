namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What lies in a folder of the target.</summary>
internal sealed class DriveChildren
{
    // Drives compare names without regard to case.
    private readonly Dictionary<string, LiveFile> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, LiveFile> _byId = new(StringComparer.Ordinal);

    public DriveChildren(IReadOnlyList<LiveFile> files)
    {
        foreach (LiveFile file in files)
        {
            _byName.TryAdd(file.Name, file);
            _byId.TryAdd(file.Id, file);
        }
    }

    public LiveFile? Find(string name) => _byName.GetValueOrDefault(name);

    public LiveFile? FindById(string id) => _byId.GetValueOrDefault(id);
}

namespace Veeam365.Backup.Bench.Engine;

/// <summary>Debian's borg, repokey (encrypted), with its caches in the tool's own folder.</summary>
/// <param name="compression">Its compression.</param>
internal sealed class BorgTool(string compression) : IBackupTool
{
    public string Name => "borg-" + compression;

    public IReadOnlyList<ToolCommand> Initialize(ToolPlace place) => [Run(place, place.Tree, "init", "--encryption", "repokey", place.Repository)];

    public IReadOnlyList<ToolCommand> For(EngineWork work, ToolPlace place) => work switch
    {
        EngineWork.Restore => [Run(place, place.Restored, "extract", place.Repository + "::" + EngineWork.Churn)],
        EngineWork.Verify => [Run(place, place.Tree, "check", "--verify-data", place.Repository)],
        EngineWork.Prune => [Run(place, place.Tree, "prune", "--keep-last", "1", place.Repository), Run(place, place.Tree, "compact", place.Repository)],
        _ => [Run(place, place.Tree, "create", "--compression", compression, place.Repository + "::" + work, ".")],
    };

    private static ToolCommand Run(ToolPlace place, string folder, params string[] words) => new("borg", words, folder)
    {
        Environment = new Dictionary<string, string>
        {
            ["BORG_PASSPHRASE"] = EngineBench.Password,
            ["BORG_BASE_DIR"] = Path.Combine(place.Root, "base"),
            ["BORG_RELOCATED_REPO_ACCESS_IS_OK"] = "yes",
        },
    };
}

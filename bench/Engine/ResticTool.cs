namespace Veeam365.Backup.Bench.Engine;

/// <summary>Debian's restic, repository version 2, with its cache in the tool's own folder.</summary>
internal sealed class ResticTool : IBackupTool
{
    public string Name => "restic";

    public IReadOnlyList<ToolCommand> Initialize(ToolPlace place) => [Run(place, "init", "--repository-version", "2")];

    public IReadOnlyList<ToolCommand> For(EngineWork work, ToolPlace place) => work switch
    {
        EngineWork.Restore => [Run(place, "restore", "latest", "--target", place.Restored)],
        EngineWork.Verify => [Run(place, "check", "--read-data")],
        EngineWork.Prune => [Run(place, "forget", "--keep-last", "1", "--prune")],
        _ => [Run(place, "backup", ".")],
    };

    private static ToolCommand Run(ToolPlace place, params string[] words) => new("restic", ["-q", .. words], place.Tree)
    {
        Environment = new Dictionary<string, string>
        {
            ["RESTIC_REPOSITORY"] = place.Bucket is { } bucket ? $"s3:{bucket.Server.Url.GetLeftPart(UriPartial.Authority)}/{bucket.Name}" : place.Repository,
            ["RESTIC_PASSWORD"] = EngineBench.Password,
            ["RESTIC_CACHE_DIR"] = Path.Combine(place.Root, "cache"),
            ["AWS_ACCESS_KEY_ID"] = place.Bucket?.Server.AccessKey ?? "",
            ["AWS_SECRET_ACCESS_KEY"] = place.Bucket?.Server.Secret ?? "",
        },
    };
}

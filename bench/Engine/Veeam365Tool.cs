namespace Veeam365.Backup.Bench.Engine;

/// <summary>Our engine behind a source that reads folders, as processes of this program: configuration, repository and cache as sessions have them.</summary>
internal sealed class Veeam365Tool(string kind) : IBackupTool
{
    public string Name => "veeam365";

    public IReadOnlyList<ToolCommand> Initialize(ToolPlace place)
    {
        Directory.CreateDirectory(place.Repository);
        return [Run(place, "init")];
    }

    public IReadOnlyList<ToolCommand> For(EngineWork work, ToolPlace place) => work switch
    {
        EngineWork.Restore => [Run(place, "restore")],
        EngineWork.Verify => [Run(place, "verify")],
        EngineWork.Prune => [Run(place, "prune")],
        _ => [Run(place, "backup")],
    };

    private ToolCommand Run(ToolPlace place, string work)
    {
        var words = new List<string> { "engine-child", "--work", work, "--kind", kind, "--tree", place.Tree, "--root", place.Root };
        if (place.Bucket is { } bucket)
            words.AddRange(["--url", bucket.Server.Url.ToString(), "--bucket", bucket.Name, "--access", bucket.Server.AccessKey, "--secret", bucket.Server.Secret]);
        (string program, string[] first) = Child.Command;
        return new ToolCommand(program, [.. first, .. words], place.Tree);
    }
}

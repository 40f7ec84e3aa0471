namespace Veeam365.Backup.Bench.Engine;

/// <summary>Where a tool works in one round.</summary>
/// <param name="Tree">What it backs up.</param>
/// <param name="Root">A folder of its own: repository, caches, configuration.</param>
/// <param name="Bucket">The bucket instead of a folder, on S3.</param>
internal sealed record ToolPlace(string Tree, string Root, S3Bucket? Bucket = null)
{
    /// <summary>The repository's folder.</summary>
    public string Repository => Path.Combine(Root, "repository");

    /// <summary>Where files are restored to.</summary>
    public string Restored => Path.Combine(Root, "restored");
}

namespace Veeam365.Backup.Bench.Engine;

/// <summary>A tool that backs up trees.</summary>
internal interface IBackupTool
{
    /// <summary>Its name in the rows.</summary>
    string Name { get; }

    /// <summary>Makes an empty encrypted repository; not measured.</summary>
    IReadOnlyList<ToolCommand> Initialize(ToolPlace place);

    /// <summary>The commands that do the work, one after the other; none when it cannot.</summary>
    IReadOnlyList<ToolCommand> For(EngineWork work, ToolPlace place);
}

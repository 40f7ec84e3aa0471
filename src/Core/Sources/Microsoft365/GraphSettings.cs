namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What all parts of one connection share.</summary>
/// <param name="Endpoint">Where Graph is.</param>
/// <param name="Options">Limits and patience.</param>
/// <param name="Time">The clock.</param>
internal sealed record GraphSettings(GraphEndpoint Endpoint, GraphSourceOptions Options, TimeProvider Time)
{
    /// <summary>Shapes what is downloaded; null for no limit.</summary>
    public IDownloadShaper? Downloads { get; init; }
}

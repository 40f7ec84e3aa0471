namespace Veeam365.Backup.Core.Repositories;

/// <summary>How far copying a repository is.</summary>
/// <param name="Objects">Objects that have arrived.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="AllObjects">Objects there are.</param>
/// <param name="AllBytes">Bytes of them.</param>
public sealed record RepositoryCopyProgress(long Objects, long Bytes, long AllObjects, long AllBytes);

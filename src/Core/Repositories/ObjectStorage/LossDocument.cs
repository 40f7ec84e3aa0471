namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A record of losses as it is stored (JSON).</summary>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="Losses">What was lost.</param>
internal sealed record LossDocument(DateTimeOffset CreatedAt, RepositoryLosses Losses);

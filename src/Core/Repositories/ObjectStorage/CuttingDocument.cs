namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>How content is cut, in repository.json.</summary>
/// <param name="Algorithm">"fastcdc-v1".</param>
/// <param name="Minimum">The smallest chunk.</param>
/// <param name="Average">The aim.</param>
/// <param name="Maximum">The largest chunk.</param>
/// <param name="Gather">Content below this is one chunk.</param>
/// <param name="DedupMinimum">Chunks below this are not looked up.</param>
internal sealed record CuttingDocument(string Algorithm, int Minimum, int Average, int Maximum, int Gather, int DedupMinimum);

namespace Veeam365.Backup.Core.Repositories;

/// <summary>How far a validation is.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Done">Objects done in this step.</param>
/// <param name="Total">Objects of this step; null while unknown.</param>
/// <param name="Bytes">Bytes read in this step.</param>
/// <param name="BytesTotal">Bytes of this step; null while unknown.</param>
public sealed record VerificationProgress(string Step, long Done, long? Total, long Bytes, long? BytesTotal);

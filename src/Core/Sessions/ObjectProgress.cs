using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Where an object being processed is.</summary>
/// <param name="Label">Its address or name.</param>
/// <param name="Workload">Its workload.</param>
/// <param name="Items">Items moved so far.</param>
/// <param name="Bytes">Content bytes read so far.</param>
/// <param name="Expected">Items expected; null while unknown.</param>
public sealed record ObjectProgress(string Label, Workload Workload, long Items, long Bytes, long? Expected);

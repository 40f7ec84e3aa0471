namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>How far a search for a chunk's end has come.</summary>
/// <param name="Position">Bytes looked at, from the chunk's start.</param>
/// <param name="Hash">The rolling hash there.</param>
internal readonly record struct GearState(int Position, ulong Hash);

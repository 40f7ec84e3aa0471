namespace Veeam365.Backup.Core.Repositories;

/// <summary>An object whose segments cannot be read any more up to a head: the next session begins a new chain.</summary>
/// <param name="ObjectKey">The object.</param>
/// <param name="FirstHead">The first head that cannot be read.</param>
/// <param name="LastHead">The newest head at the time; later ones do not build on it.</param>
public sealed record LostChain(string ObjectKey, int FirstHead, int LastHead);

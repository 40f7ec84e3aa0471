namespace Veeam365.Backup.Core.Model;

/// <summary>A session as somebody holds it: worth nothing once another process has taken it over.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Epoch">The epoch in which it was taken.</param>
public readonly record struct SessionHold(Guid SessionId, int Epoch);

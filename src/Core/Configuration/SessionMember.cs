namespace Veeam365.Backup.Core.Configuration;

/// <summary>Somebody who works for a session.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Run">Told apart from every other one, earlier ones of the same process included.</param>
/// <param name="Name">For people.</param>
public sealed record SessionMember(Guid SessionId, Guid Run, string Name);

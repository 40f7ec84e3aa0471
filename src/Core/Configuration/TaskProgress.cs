using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>What a running task has moved so far.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Epoch">The epoch in which it was claimed.</param>
/// <param name="Statistics">What was moved.</param>
public sealed record TaskProgress(Guid TaskId, int Epoch, SessionStatistics Statistics);

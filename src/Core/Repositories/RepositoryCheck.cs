using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>One check of a repository.</summary>
/// <param name="Name">What was tried.</param>
/// <param name="Succeeded">How it went.</param>
/// <param name="Message">What was found.</param>
/// <param name="Error">The typed error when it failed.</param>
public sealed record RepositoryCheck(string Name, bool Succeeded, string Message, BackupException? Error = null);

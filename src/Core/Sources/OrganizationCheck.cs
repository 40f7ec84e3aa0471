using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>One check of an organization.</summary>
/// <param name="Name">What was tried, e.g. "Sign-in" or "Mail.Read".</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Message">What was found.</param>
/// <param name="Error">The typed error when it failed.</param>
public sealed record OrganizationCheck(string Name, CheckOutcome Outcome, string Message, BackupException? Error = null);

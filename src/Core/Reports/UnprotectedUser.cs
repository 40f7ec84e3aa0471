namespace Veeam365.Backup.Core.Reports;

/// <summary>A user of a directory who is in no newest restore point.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Name">The name people see.</param>
/// <param name="Address">The address.</param>
/// <param name="IsEnabled">False when sign-in is blocked.</param>
/// <param name="IsGuest">True for an invited user.</param>
/// <param name="IsLicensed">False without a licence.</param>
public sealed record UnprotectedUser(string Organization, string Name, string? Address, bool IsEnabled, bool IsGuest, bool IsLicensed);

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Errors that several tables share.</summary>
internal static class TableErrors
{
    public static ConflictException Taken(string what, string name) => new(
        $"{what}.AlreadyExists",
        $"There is a {Word(what)} of the name '{name}' or with the same id already.",
        $"Choose another name, or remove the other one first (Remove-Backup{what}).");

    public static NotFoundException Unknown(string what, Guid id) => new(
        $"{what}.NotFound",
        $"No {Word(what)} has the id {id}.",
        $"List what there is (Get-{Noun(what)}); somebody else may have removed it.");

    public static ConflictException InUse(string what, IReadOnlyList<string> jobs) => new(
        $"{what}.InUse",
        $"The {Word(what)} is used by {(jobs.Count == 1 ? "job" : "jobs")} {string.Join(", ", jobs.Take(5).Select(j => $"'{j}'"))}{(jobs.Count > 5 ? "..." : "")}.",
        "Remove or change those jobs first (Remove-BackupJob).");

    private static string Noun(string what) => what == "RestorePoint" ? what : "Backup" + what;

    private static string Word(string what) => what == "RestorePoint" ? "restore point" : what.ToLowerInvariant();
}

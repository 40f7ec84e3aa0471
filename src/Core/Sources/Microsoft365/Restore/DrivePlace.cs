using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Where a drive is that files are restored to.</summary>
/// <param name="Path">Names it.</param>
/// <param name="Absent">What to say when there is none.</param>
internal sealed record DrivePlace(string Path, Func<WorkloadAbsentException> Absent)
{
    public static DrivePlace OfUser(string userId) => new($"users/{Uri.EscapeDataString(userId)}/drive", static () => new WorkloadAbsentException(
        "Drive.Absent", "The user has no OneDrive.", "Have the user open OneDrive once, or restore to another user."));

    public static DrivePlace OfLibrary(string driveId) => new($"drives/{Uri.EscapeDataString(driveId)}", static () => new WorkloadAbsentException(
        "Library.Absent", "The library went while it was restored to.", "Run the restore again: it makes the library anew."));
}

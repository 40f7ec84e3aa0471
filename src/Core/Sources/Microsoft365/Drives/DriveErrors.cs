using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a refusal means for a drive.</summary>
internal static class DriveErrors
{
    public const string Permission = "Files.Read.All";

    public static WorkloadAbsentException Absent(GraphStatusException cause) => new(
        "Drive.Absent",
        $"The user has no OneDrive ({cause.Error.Code}).",
        "Nothing to do, unless a drive is expected: it comes into being when the user first opens it.",
        cause);
}

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a refusal means for a site.</summary>
internal static class SiteErrors
{
    public static WorkloadAbsentException Absent(GraphStatusException cause) => new(
        "Site.Absent",
        $"The site is not there any more ({cause.Error.Code}).",
        "Nothing to do, unless the site is expected: what is held of it stays until retention removes it.",
        cause);
}

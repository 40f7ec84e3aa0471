using System.Security.Cryptography;
using System.Text;

namespace Veeam365.Backup.Core.Model;

/// <summary>
/// One chain of heads in a repository: a job's copy of one workload of one protected object.
/// Two jobs keep chains of their own, because their options (excluded folders, versions) may differ; content is still shared by deduplication.
/// </summary>
/// <param name="OrganizationId">The organization it belongs to.</param>
/// <param name="JobId">The job that backs it up.</param>
/// <param name="Object">The protected object.</param>
/// <param name="Workload">The workload.</param>
public sealed record ObjectIdentity(Guid OrganizationId, Guid JobId, ProtectedObject Object, Workload Workload)
{
    /// <summary>
    /// A stable key of 32 hexadecimal digits, derived from job, kind, object id and workload only: a renamed user keeps its chain.
    /// It names the object in the repository and in the cache.
    /// </summary>
    public string Key { get; } = Derive(JobId, Object, Workload);

    private static string Derive(Guid jobId, ProtectedObject o, Workload workload)
    {
        byte[] name = Encoding.UTF8.GetBytes($"{jobId:N}\n{o.Kind}\n{o.Id}\n{workload}");
        return Convert.ToHexStringLower(SHA256.HashData(name).AsSpan(0, 16));
    }
}

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>A workload that nobody has in an on-premises organization, or a mailbox without an address.</summary>
internal sealed class AbsentReader(ProtectedObject protectedObject, Workload workload) : IObjectReader
{
    public IAsyncEnumerable<SourceChange> ReadAsync(IObjectHistory history, CancellationToken cancellationToken) =>
        throw new WorkloadAbsentException("Workload.OnlyInMicrosoft365", $"{protectedObject.Label} has no {workload} on premises.", "Nothing to do.");
}

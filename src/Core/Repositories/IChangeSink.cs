using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>Receives the records of a segment as they become final.</summary>
public interface IChangeSink
{
    /// <summary>Takes the next records. An error here fails the object.</summary>
    ValueTask AcceptAsync(IReadOnlyList<ChangeRecord> records, CancellationToken cancellationToken);
}

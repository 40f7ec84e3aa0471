namespace Veeam365.Backup.Core.Sources;

/// <summary>The content of one item, not yet fetched. Each opening is one request; several contents may be open at once.</summary>
public interface ISourceContent
{
    /// <summary>The length when the source told it; may be wrong.</summary>
    long? Length { get; }

    /// <summary>
    /// Starts reading. The stream resumes by itself after a cut connection, and its last read throws
    /// <see cref="Model.SourceItemException"/> when the content does not match the source's own length or hash after retries.
    /// A mismatch that the source will never cure ends the stream normally and is told by <see cref="IsUnverified"/>.
    /// </summary>
    /// <exception cref="Model.ItemVanishedException">Deleted meanwhile.</exception>
    /// <exception cref="Model.SourceItemException">It cannot be read; the others can.</exception>
    Task<Stream> OpenAsync(CancellationToken cancellationToken);

    /// <summary>After the stream's end: true when the source's hash never matched the bytes it sent.</summary>
    bool IsUnverified { get; }

    /// <summary>After the stream's end: what belongs to the item and could not be read; null when all of it came.</summary>
    ContentShortfall? Shortfall => null;
}

using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>JSON that came with the item itself, and what is attached to it, which streams through.</summary>
internal sealed class EmbeddedContent(IReadOnlyList<EmbeddedPart> parts) : ISourceContent
{
    private readonly List<(SourceItemException Error, string What)> _missing = [];

    public long? Length => null;

    // The service tells no hash.
    public bool IsUnverified => false;

    public ContentShortfall? Shortfall => _missing.Count == 0
        ? null
        : new ContentShortfall(_missing[0].Error.Reason, $"{string.Join(", ", _missing.Select(m => m.What).Distinct())} cannot be read; the rest is held. {_missing[0].Error.Message}");

    public Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        _missing.Clear();
        return Task.FromResult<Stream>(new ComposedStream(parts, (error, what) => _missing.Add((error, what))));
    }
}

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>JSON with what belongs to it embedded.</summary>
/// <param name="compose">Finds out what it consists of, when it is opened; tells what cannot be found out.</param>
/// <param name="isStillThere">Looks whether the item is still there.</param>
internal sealed class ComposedContent(
    Func<Action<SourceItemException, string>, CancellationToken, Task<IReadOnlyList<EmbeddedPart>>> compose, Func<CancellationToken, Task<bool>> isStillThere) : ISourceContent
{
    private readonly List<(SourceItemException Error, string What)> _missing = [];

    public long? Length => null;

    // The service tells no hash.
    public bool IsUnverified => false;

    public ContentShortfall? Shortfall => _missing.Count == 0
        ? null
        : new ContentShortfall(_missing[0].Error.Reason, $"{string.Join(", ", _missing.Select(m => m.What).Distinct())} cannot be read; the rest is held. {_missing[0].Error.Message}");

    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        _missing.Clear();
        IReadOnlyList<EmbeddedPart> parts = await ContentErrors.GuardAsync(() => compose(TellMissing, cancellationToken), () => isStillThere(cancellationToken)).ConfigureAwait(false);
        return new ComposedStream(parts, TellMissing);
    }

    /// <summary>Opens a value of any size, as the embedded parts need it.</summary>
    public static async Task<Stream> OpenValueAsync(GraphHttpClient graph, GraphRequest request, CancellationToken cancellationToken)
    {
        FetchedContent content = await ContentErrors.GuardAsync(() => graph.FetchAsync(request, cancellationToken)).ConfigureAwait(false);
        return content.Rest is null ? new InlineContentStream(content.Head) : new MessageStream(content, graph, request);
    }

    private void TellMissing(SourceItemException error, string what) => _missing.Add((error, what));
}

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A piece of a composed JSON content: literal text, or something that is fetched when its turn comes and written as the member contentBytes (base64).</summary>
/// <param name="Literal">Text as it is; what stands before the member when there is something to fetch.</param>
/// <param name="Open">Fetches it: null for nothing there, then nothing is written, not even the literal.</param>
/// <param name="What">What it is, for the gap if it cannot be read.</param>
internal sealed record EmbeddedPart(ReadOnlyMemory<byte> Literal, Func<CancellationToken, Task<Stream?>>? Open = null, string What = "")
{
    /// <summary>What follows the member.</summary>
    public ReadOnlyMemory<byte> Tail { get; init; }
}

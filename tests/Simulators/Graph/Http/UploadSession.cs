namespace Veeam365.Simulators.Graph;

/// <summary>One upload under way. Fragments come one after the other.</summary>
internal sealed class UploadSession(string id, long? size, Func<GraphCall, byte[], Task> finish)
{
    public string Id => id;

    /// <summary>Told beforehand; null when the first fragment tells.</summary>
    public long? Size { get; set; } = size;

    public DateTimeOffset Expires { get; set; }

    public MemoryStream Received { get; } = new();

    /// <summary>One fragment at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public Task FinishAsync(GraphCall call) => finish(call, Received.ToArray());
}

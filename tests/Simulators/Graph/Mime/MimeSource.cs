namespace Veeam365.Simulators.Graph;

/// <summary>Where a message's MIME content comes from; immutable.</summary>
internal abstract class MimeSource
{
    public abstract MimeSummary Summary { get; }

    public abstract MimeLease Rent();

    public byte[] ToArray()
    {
        using var lease = Rent();
        return lease.Bytes.ToArray();
    }
}

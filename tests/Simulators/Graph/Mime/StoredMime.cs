namespace Veeam365.Simulators.Graph;

/// <summary>MIME content kept in memory; shared by all messages made from the same file.</summary>
internal sealed class StoredMime(byte[] bytes) : MimeSource
{
    public override MimeSummary Summary { get; } = MimeSummary.Parse(bytes);

    public override MimeLease Rent() => new(bytes, null);
}

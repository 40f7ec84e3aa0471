namespace Veeam365.Simulators.Exchange;

/// <summary>A file that is attached to a contact or event.</summary>
public sealed record StoreAttachment(string Id, string Name, byte[] Content)
{
    public bool IsContactPhoto { get; init; }
}

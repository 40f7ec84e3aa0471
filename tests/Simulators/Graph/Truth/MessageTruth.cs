using System.Security.Cryptography;

namespace Veeam365.Simulators.Graph;

/// <summary>A message as it was. Id is the immutable one.</summary>
public sealed class MessageTruth
{
    private readonly MessageVersion _version;

    internal MessageTruth(OutlookIds ids, int ordinal, int folder, MessageVersion version)
    {
        _version = version;
        Id = ids.Message(true, folder, ordinal);
        RegularId = ids.Message(false, folder, ordinal);
        FolderId = ids.Folder(folder);
    }

    public string Id { get; }

    public string RegularId { get; }

    public string FolderId { get; }

    public string Subject => _version.Source.Summary.Subject;

    public DateTimeOffset Received => _version.Received;

    public bool IsRead => _version.IsRead;

    public bool IsDraft => _version.IsDraft;

    public IReadOnlyList<string> Categories => _version.Categories;

    public FlagStatus Flag => _version.Flag;

    public byte[] ReadMime() => _version.Source.ToArray();

    /// <summary>SHA-256 of the MIME content, lower-case hex.</summary>
    public string Sha256()
    {
        using var lease = _version.Source.Rent();
        return Convert.ToHexStringLower(SHA256.HashData(lease.Bytes.Span));
    }
}

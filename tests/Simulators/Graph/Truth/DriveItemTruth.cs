using System.Security.Cryptography;

namespace Veeam365.Simulators.Graph;

/// <summary>A file or folder of a drive as it was. The root's path is empty.</summary>
public sealed record DriveItemTruth(string Id, string? ParentId, string Name, string Path, bool IsFolder, DateTimeOffset Modified, FileContent? Content)
{
    /// <summary>Earlier contents, oldest first.</summary>
    public IReadOnlyList<FileVersionTruth> Versions { get; init; } = [];

    public IReadOnlyList<SimulatedPermission> Permissions { get; init; } = [];

    public long Size => Content?.Length ?? 0;

    /// <summary>quickXorHash in base64; null for folders.</summary>
    public string? QuickXorHash => Content?.QuickXorHash;

    /// <summary>SHA-256 of a file, lower-case hex; null for folders.</summary>
    public string? Sha256()
    {
        if (Content is null)
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Content.ReadAll(bytes => hash.AppendData(bytes));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public byte[] ReadContent()
    {
        var bytes = new byte[checked((int)Size)];
        Content?.Read(0, bytes);
        return bytes;
    }
}

namespace Veeam365.Backup.Core.Cache;

/// <summary>Compares byte by byte, as both engines do.</summary>
internal sealed class ByteOrder : IComparer<byte[]>
{
    public static readonly ByteOrder Instance = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}

using System.Runtime.InteropServices;

namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>JET_RETINFO: from where a long value is read. 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EsentRetrieval
{
    /// <summary>The size of this structure.</summary>
    public uint StructSize;

    /// <summary>The first byte wanted (ibLongValue).</summary>
    public uint Offset;

    /// <summary>Which of several values; 1 for the first (itagSequence).</summary>
    public uint Sequence;

    /// <summary>The column's id, where it is told.</summary>
    public uint NextColumn;
}

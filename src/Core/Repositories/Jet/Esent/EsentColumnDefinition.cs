using System.Runtime.InteropServices;

namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>JET_COLUMNDEF: what a column is. 28 bytes on 32 and 64 bits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EsentColumnDefinition
{
    /// <summary>The size of this structure.</summary>
    public uint StructSize;

    /// <summary>The column's id, when it is asked for.</summary>
    public uint Column;

    /// <summary>What it holds.</summary>
    public EsentColumnType Type;

    /// <summary>Reserved (wCountry).</summary>
    public ushort Country;

    /// <summary>Reserved (langid).</summary>
    public ushort Language;

    /// <summary>The code page of text.</summary>
    public ushort CodePage;

    /// <summary>Reserved (wCollate).</summary>
    public ushort Collate;

    /// <summary>The most bytes it holds; 0 for as many as its type allows.</summary>
    public uint MaximumSize;

    /// <summary>Options.</summary>
    public EsentColumnOptions Options;
}

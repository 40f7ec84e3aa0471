using System.Runtime.InteropServices;

namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>JET_INDEXCREATE_W: what an index is. 80 bytes on 64 bits, 48 on 32.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct EsentIndexDefinition
{
    /// <summary>The size of this structure.</summary>
    public uint StructSize;

    /// <summary>Its name (szIndexName).</summary>
    public char* Name;

    /// <summary>Its columns: '+' or '-' and a name each, each ended by a zero, all by another (szKey).</summary>
    public char* Key;

    /// <summary>The bytes of <see cref="Key"/>, zeros included.</summary>
    public uint KeySize;

    /// <summary>Options.</summary>
    public EsentIndexOptions Options;

    /// <summary>How full its pages are when it is made, in per cent; 0 for the default.</summary>
    public uint Density;

    /// <summary>A locale or a pointer to JET_UNICODEINDEX; unused.</summary>
    public nuint Locale;

    /// <summary>The most bytes of a column in a key, or a pointer to JET_TUPLELIMITS; 0 for the default (cbVarSegMac).</summary>
    public nuint VariableSegment;

    /// <summary>Unused (rgconditionalcolumn).</summary>
    public nuint Conditions;

    /// <summary>Unused (cConditionalColumn).</summary>
    public uint ConditionCount;

    /// <summary>How making it ended.</summary>
    public int Error;

    /// <summary>The most bytes of a key, with <see cref="EsentIndexOptions.KeyMost"/>.</summary>
    public uint KeyMost;
}

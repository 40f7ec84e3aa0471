namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>JET_COLTYP: the types of columns that are used.</summary>
internal enum EsentColumnType : uint
{
    /// <summary>None.</summary>
    Nil = 0,

    /// <summary>A signed number of 8 bytes (JET_coltypCurrency).</summary>
    Int64 = 5,

    /// <summary>Up to 255 bytes, compared byte by byte in keys (JET_coltypBinary).</summary>
    Binary = 9,

    /// <summary>A long value: up to 2 GiB, kept in a tree of its own in chunks (JET_coltypLongBinary).</summary>
    LongBinary = 11,
}

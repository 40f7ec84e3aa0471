namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>Options of indexes.</summary>
[Flags]
internal enum EsentIndexOptions : uint
{
    /// <summary>JET_bitIndexUnique.</summary>
    Unique = 0x1,

    /// <summary>JET_bitIndexPrimary: records lie in its order.</summary>
    Primary = 0x2,

    /// <summary>JET_bitIndexDisallowNull.</summary>
    DisallowNull = 0x4,

    /// <summary>JET_bitIndexKeyMost: <see cref="EsentIndexDefinition.KeyMost"/> counts instead of 255 bytes.</summary>
    KeyMost = 0x8000,

    /// <summary>JET_bitIndexDisallowTruncation: a key that is longer is refused instead of cut, so that two keys never become one.</summary>
    DisallowTruncation = 0x10000,
}

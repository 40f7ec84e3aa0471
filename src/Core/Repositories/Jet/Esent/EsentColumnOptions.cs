namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>Options of columns.</summary>
[Flags]
internal enum EsentColumnOptions : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>JET_bitColumnFixed: always takes its whole size.</summary>
    Fixed = 1,

    /// <summary>JET_bitColumnNotNULL: a record without it is refused.</summary>
    NotNull = 4,
}

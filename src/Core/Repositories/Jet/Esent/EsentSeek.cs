namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>JET_bitSeek...: which record fits a key.</summary>
internal enum EsentSeek : uint
{
    /// <summary>The one that has it.</summary>
    Equal = 0x01,

    /// <summary>The first that has it or a greater one.</summary>
    AtLeast = 0x08,

    /// <summary>The first that has a greater one.</summary>
    Greater = 0x10,
}

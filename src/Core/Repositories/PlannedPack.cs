namespace Veeam365.Backup.Core.Repositories;

/// <summary>A pack that goes or is rewritten.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Action">What becomes of it.</param>
/// <param name="Size">Its size.</param>
/// <param name="LiveBytes">Bytes in it that surviving restore points need.</param>
public sealed record PlannedPack(string Id, PackAction Action, long Size, long LiveBytes)
{
    /// <summary>Bytes that come free.</summary>
    public long DeadBytes => Size - LiveBytes;
}

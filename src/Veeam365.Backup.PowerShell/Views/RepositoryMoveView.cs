using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>What moving a repository did.</summary>
public sealed class RepositoryMoveView
{
    private readonly RepositoryCopyResult _result;

    internal RepositoryMoveView(BackupRepository repository, StoreSettings target, RepositoryCopyResult result, TimeSpan duration)
    {
        _result = result;
        Repository = repository.Name;
        From = repository.Store.Display;
        To = target.Display;
        Duration = duration;
    }

    /// <summary>The repository.</summary>
    public string Repository { get; }

    /// <summary>Where it was; it is left there.</summary>
    public string From { get; }

    /// <summary>Where it is now.</summary>
    public string To { get; }

    /// <summary>Objects it consists of.</summary>
    public long Objects => _result.Objects;

    /// <summary>Bytes of them.</summary>
    public long Bytes => _result.Bytes;

    /// <summary>Bytes that this command sent; the others had arrived before.</summary>
    public long BytesSent => _result.BytesSent;

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }
}

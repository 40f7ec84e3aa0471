using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.References;

/// <summary>Names a session in an argument: by id, or the object itself.</summary>
public sealed class SessionReference
{
    /// <summary>By id.</summary>
    /// <param name="id">The id.</param>
    /// <exception cref="FormatException">It is no id.</exception>
    public SessionReference(string id) => Id = Guid.Parse(id);

    /// <summary>By id.</summary>
    /// <param name="id">The id.</param>
    public SessionReference(Guid id) => Id = id;

    /// <summary>The object.</summary>
    /// <param name="view">What Get-BackupSession or Start-BackupJob returned.</param>
    public SessionReference(BackupSessionView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Id = view.Id;
    }

    /// <summary>What it is looked up by.</summary>
    public Guid Id { get; }

    /// <summary>What people read.</summary>
    public override string ToString() => Id.ToString();
}

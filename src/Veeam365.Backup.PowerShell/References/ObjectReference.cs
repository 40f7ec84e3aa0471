using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.References;

/// <summary>Names a protected object in a scope: by id, address, display name or pattern, or the object itself.</summary>
public sealed class ObjectReference
{
    private readonly BackupOrganizationObjectView? _view;

    /// <summary>By id, address, display name or pattern (* and ?).</summary>
    /// <param name="name">The text.</param>
    public ObjectReference(string name) => Name = name;

    /// <summary>The object; it is remembered by its id, so that a renamed one stays in the scope.</summary>
    /// <param name="view">What Get-BackupOrganizationObject returned.</param>
    public ObjectReference(BackupOrganizationObjectView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Name = view.Id;
        _view = view;
    }

    /// <summary>What it is; null when only a name was given.</summary>
    public ObjectKind? Kind => _view?.Kind;

    /// <summary>What it is looked up by.</summary>
    public string Name { get; }

    /// <summary>What people read.</summary>
    public override string ToString() => Name;
}

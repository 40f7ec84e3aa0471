using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.References;

/// <summary>Names a restore point in an argument: by id, or the object itself.</summary>
public sealed class RestorePointReference
{
    /// <summary>By id.</summary>
    /// <param name="id">The id.</param>
    /// <exception cref="FormatException">It is no id.</exception>
    public RestorePointReference(string id) => Id = Guid.Parse(id);

    /// <summary>By id.</summary>
    /// <param name="id">The id.</param>
    public RestorePointReference(Guid id) => Id = id;

    /// <summary>The object.</summary>
    /// <param name="view">What Get-RestorePoint returned.</param>
    public RestorePointReference(RestorePointView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Id = view.Id;
        Known = view.Point;
    }

    /// <summary>What it is looked up by.</summary>
    public Guid Id { get; }

    /// <summary>The restore point itself; restore points never change.</summary>
    internal RestorePoint? Known { get; }

    /// <summary>What people read.</summary>
    public override string ToString() => Id.ToString();
}

using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.References;

/// <summary>Names a restore session in an argument: by id, or the object itself.</summary>
public sealed class RestoreSessionReference
{
    /// <summary>By id.</summary>
    /// <param name="id">The id.</param>
    /// <exception cref="FormatException">It is no id.</exception>
    public RestoreSessionReference(string id) => Id = Guid.Parse(id);

    /// <summary>By id.</summary>
    /// <param name="id">The id.</param>
    public RestoreSessionReference(Guid id) => Id = id;

    /// <summary>The object.</summary>
    /// <param name="view">What Get-RestoreSession returned.</param>
    public RestoreSessionReference(RestoreSessionView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Id = view.Id;
    }

    /// <summary>What it is looked up by.</summary>
    public Guid Id { get; }

    /// <summary>What people read.</summary>
    public override string ToString() => Id.ToString();
}

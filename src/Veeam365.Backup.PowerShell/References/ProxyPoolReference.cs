using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.References;

/// <summary>Names a pool in an argument: by name, by id, or the object itself.</summary>
public sealed class ProxyPoolReference
{
    /// <summary>By name or id.</summary>
    /// <param name="nameOrId">The name, compared without case, or the id.</param>
    public ProxyPoolReference(string nameOrId) => NameOrId = nameOrId;

    /// <summary>By id.</summary>
    /// <param name="id">The id.</param>
    public ProxyPoolReference(Guid id) => NameOrId = id.ToString();

    /// <summary>The object.</summary>
    /// <param name="view">What a cmdlet returned.</param>
    public ProxyPoolReference(BackupProxyPoolView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        NameOrId = view.Id.ToString();
        Label = view.Name;
    }

    /// <summary>What it is looked up by.</summary>
    public string NameOrId { get; }

    private string? Label { get; }

    /// <summary>What people read.</summary>
    public override string ToString() => Label ?? NameOrId;
}

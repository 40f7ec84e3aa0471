using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>What a restore would write of one object.</summary>
public sealed class RestorePlanView
{
    private readonly PlannedObject _planned;

    internal RestorePlanView(PlannedObject planned) => _planned = planned;

    /// <summary>Address or name of the object the items came from.</summary>
    public string Object => _planned.Identity.Object.Label;

    /// <summary>The workload.</summary>
    public Workload Workload => _planned.Identity.Workload;

    /// <summary>Where to.</summary>
    public string Target => _planned.Target;

    /// <summary>Folders that are needed.</summary>
    public long Folders => _planned.Folders;

    /// <summary>Items.</summary>
    public long Items => _planned.Items;

    /// <summary>Content bytes of them.</summary>
    public long Bytes => _planned.Bytes;

    /// <summary>Items that cannot go back.</summary>
    public long Excluded => _planned.Excluded;

    /// <summary>What cannot go back, or not as it was.</summary>
    public string[] Limits => [.. _planned.Limits];

    /// <summary>What people read.</summary>
    public override string ToString() => $"{Workload} of {Object}: {Items} items";
}

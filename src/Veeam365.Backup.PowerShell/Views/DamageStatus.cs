namespace Veeam365.Backup.PowerShell.Views;

/// <summary>What became of damage.</summary>
public enum DamageStatus
{
    /// <summary>It is there.</summary>
    Damaged,

    /// <summary>It was repaired; nothing was lost.</summary>
    Repaired,

    /// <summary>Something was lost; the next session reads from the source what is still there.</summary>
    Lost,
}

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A message that the target has.</summary>
internal sealed record LiveMessage(string Id, LivePlace Place)
{
    /// <summary>True when nothing about it changed since it was backed up.</summary>
    public bool IsSame { get; init; }

    /// <summary>True when a restore of the same state made it.</summary>
    public bool IsOurs { get; init; }
}

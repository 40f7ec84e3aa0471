namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A contact or event that the target has.</summary>
internal sealed record LiveItem(string Id)
{
    public string? ChangeKey { get; init; }

    /// <summary>What a restore left on it; null for one that no restore made.</summary>
    public RestoreMarker? Marker { get; init; }

    public LivePlace Place { get; init; } = LivePlace.Here;

    /// <summary>True when a restore broke off while it was making it.</summary>
    public bool IsUnfinished => Marker is { State: null };
}

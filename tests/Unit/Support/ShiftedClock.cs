namespace Veeam365.Backup.Tests.Support;

/// <summary>The real clock, moved.</summary>
public sealed class ShiftedClock : TimeProvider
{
    /// <summary>By how much.</summary>
    public TimeSpan Shift { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}

namespace Veeam365.Backup.Core.Model;

/// <summary>Something a restore point does not hold, and why.</summary>
/// <param name="ObjectKey">The object it belongs to.</param>
/// <param name="ItemKey">The item; null when the whole object failed.</param>
/// <param name="Name">What an admin can find it by (a path or an id; never content).</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">More words for people, without secrets or content.</param>
public sealed record Gap(string ObjectKey, string? ItemKey, string Name, GapReason Reason, string Message)
{
    /// <summary>When a session first missed it (UTC); null in restore points of earlier versions.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The object, where no head names it: it failed before anything of it was held. Null where a head does.</summary>
    public ObjectIdentity? Identity { get; init; }
}

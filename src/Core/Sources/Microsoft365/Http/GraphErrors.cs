using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Turns what the service says into the errors that leave this room.</summary>
internal static class GraphErrors
{
    public const string ServerErrorId = "Source.ServerError";
    public const string UnreachableId = "Source.Unreachable";
    public const string NoAnswerId = "Source.NoAnswer";
    public const string ThrottledId = "Source.Throttled";

    public static PermissionMissingException PermissionMissing(string permission, GraphStatusException cause) => new(
        "Source.PermissionMissing",
        $"The application may not do this: {permission} is missing or does not reach this object ({cause.Error.Code}).",
        $"Grant the application permission {permission} with admin consent, and check application access policies.",
        cause);

    /// <summary>Any definite refusal.</summary>
    public static BackupException Typed(GraphStatusException cause, string permission) => (int)cause.Status switch
    {
        401 => TokenRefused(cause),
        403 => PermissionMissing(permission, cause),
        _ => Refused(cause),
    };

    public static AuthenticationException TokenRefused(Exception cause) => new(
        "Organization.TokenRefused",
        "The service refuses the access token, also a fresh one.",
        "Check that authority and Graph endpoint belong to the same cloud, and that the application is not blocked.",
        cause);

    public static SourceException Refused(GraphStatusException cause) => new(
        "Source.Refused",
        $"The service refused a request: HTTP {(int)cause.Status} {cause.Error.Code}.",
        "Try again; if it stays, look the code up in the service's documentation.",
        cause);

    public static SourceException Exhausted(GraphTransientException cause) => cause.Answered
        ? new SourceException(ServerErrorId, $"The service kept failing: {cause.Message}.", "Try again later; the service's health page tells of outages.", cause)
        : new SourceException(UnreachableId, $"The service cannot be reached: {cause.Message}.", "Check the network, proxy and TLS settings between this machine and the service.", cause);

    public static SourceException Throttled(Exception cause) => new(
        ThrottledId,
        "The service throttles this application so much that requests do not come through.",
        "Run fewer jobs at once against this organization, or at another time of day.",
        cause);

    /// <summary>One request was never answered.</summary>
    public static SourceException NoAnswer(TimeSpan silence, Exception cause) => new(
        NoAnswerId,
        $"The service did not answer for {Seconds(silence)} s of waiting.",
        "Nothing to do: the next session tries again; if it stays, open a ticket with the service.",
        cause)
    {
        GapReason = GapReason.NoAnswer,
    };

    /// <summary>No request of the object is answered.</summary>
    public static ObjectStalledException Stalled(TimeSpan silence, Exception cause) => new(
        $"The service answers nothing about this object: several requests, each waited for {Seconds(silence)} s.", cause);

    /// <summary>What a failing item becomes, when the service answered and the other items can be read.</summary>
    public static bool CostsOneItem(BackupException error) => error is SourceException { ErrorId: ServerErrorId or NoAnswerId or "Source.Refused" };

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}

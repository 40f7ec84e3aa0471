namespace Veeam365.Simulators.Graph;

/// <summary>An answer in Graph's error format; thrown by the simulated tenant for what does not exist or may not be.</summary>
public sealed class GraphException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>Where a client that must start over is sent (410).</summary>
    public string? Location { get; init; }

    /// <summary>The code inside innerError, where the service tells more there.</summary>
    public string? InnerCode { get; init; }

    internal static GraphException ItemNotFound() =>
        new(404, "ErrorItemNotFound", "The specified object was not found in the store.");

    internal static GraphException InvalidId() =>
        new(400, "ErrorInvalidIdMalformed", "Id is malformed.");

    internal static GraphException DriveItemNotFound() =>
        new(404, "itemNotFound", "The resource could not be found.");

    internal static GraphException UserNotFound(string key) =>
        new(404, "Request_ResourceNotFound", $"Resource '{key}' does not exist or one of its queried reference-property objects are not present.");

    internal static GraphException NoMailbox() =>
        new(404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");

    internal static GraphException TeamNotFound(string id) =>
        new(404, "NotFound", $"No team found with Group Id {id}");

    internal static GraphException ChannelNotFound() =>
        new(404, "NotFound", "ChannelId not found.");

    internal static GraphException MessageNotFound() =>
        new(404, "NotFound", "NotFound");

    internal static GraphException BadRequest(string message) => new(400, "BadRequest", message);
}

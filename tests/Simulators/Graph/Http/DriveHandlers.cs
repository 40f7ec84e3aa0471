using System.Globalization;

namespace Veeam365.Simulators.Graph;

/// <summary>Drives and their items.</summary>
internal static class DriveHandlers
{
    private const int DefaultPage = 200;
    private const int LargestPage = 1000;

    public static async Task DriveAsync(GraphCall call)
    {
        var drive = call.Drive;
        using var reply = JsonReply.Start(call);
        DriveJson.WriteDrive(reply.Writer, drive);
        await reply.FinishAsync();
    }

    public static async Task DrivesAsync(GraphCall call)
    {
        var drive = call.User.DriveOrNull;
        using var reply = JsonReply.StartCollection(call, "drives");
        if (drive is not null)
            DriveJson.WriteDrive(reply.Writer, drive);
        await reply.FinishCollectionAsync();
    }

    public static async Task ItemAsync(GraphCall call)
    {
        call.RejectUnsupported("$expand");
        var drive = call.Drive;
        var item = Find(call, drive);
        var select = DriveJson.Properties.Parse(call.Query("$select"));
        using var reply = JsonReply.Start(call);
        DriveJson.Write(call, reply.Writer, drive, item, select);
        await reply.FinishAsync();
    }

    public static async Task ChildrenAsync(GraphCall call)
    {
        call.RejectUnsupported("$filter", "$orderby", "$expand", "$skip");
        var drive = call.Drive;
        var folder = Find(call, drive);
        var token = ReadListToken(call, drive, folder.Ordinal);
        var select = token?.Select ?? DriveJson.Properties.Parse(call.Query("$select"));
        var top = token?.Top ?? call.PageSize(DefaultPage, LargestPage);
        var children = drive.GetChildren(folder.Ordinal, token?.Position ?? 0, top);
        var more = children.Count > top;
        using var reply = JsonReply.StartCollection(call, "Collection(driveItem)");
        for (var i = 0; i < Math.Min(top, children.Count); i++)
        {
            DriveJson.Write(call, reply.Writer, drive, children[i], select);
            await reply.FlushIfLargeAsync();
        }

        await reply.FinishCollectionAsync("@odata.nextLink", more ? ChildrenLink(call, drive, folder, children[top - 1], select, top) : null);
    }

    /// <summary>A file's content is elsewhere: a redirect to an address that needs no token.</summary>
    public static Task ContentAsync(GraphCall call)
    {
        var drive = call.Drive;
        var item = Find(call, drive);
        if (item.IsFolder)
            throw new GraphException(400, "invalidRequest", "A folder has no content.");
        call.Http.Response.StatusCode = 302;
        call.Http.Response.Headers.Location = call.Simulator.Downloads.UrlOf(call, drive, item.Ordinal);
        return Task.CompletedTask;
    }

    /// <summary>All versions of a file, newest first, the current one included.</summary>
    public static async Task VersionsAsync(GraphCall call)
    {
        call.RejectUnsupported("$filter", "$orderby", "$expand", "$skip");
        var drive = call.Drive;
        var item = FindFile(call, drive);
        var token = ReadListToken(call, drive, item.Ordinal);
        var (position, top) = (token?.Position ?? 0, token?.Top ?? call.PageSize(DefaultPage, LargestPage));
        using var reply = JsonReply.StartCollection(call, "Collection(driveItemVersion)");
        var count = item.Versions.Count + 1;
        for (var i = position; i < Math.Min(count, position + top); i++)
        {
            if (i == 0)
                DriveJson.WriteVersion(reply.Writer, drive, FormattableString.Invariant($"{item.VersionNumber}.0"), item.Content!, item.Modified, item.ModifiedBy);
            else if (item.Versions[item.Versions.Count - i] is var version)
                DriveJson.WriteVersion(reply.Writer, drive, version.Id, version.Content, version.Modified, version.ModifiedBy);
        }

        var next = new DeltaToken(DeltaTokenKind.List, drive.Guid) { Folder = item.Ordinal, Position = position + top, Top = top };
        await reply.FinishCollectionAsync("@odata.nextLink", position + top < count ? $"{call.Self}?$skiptoken={next.Encode()}" : null);
    }

    /// <summary>The current version is asked for as the file's content; asking for it here is refused, as the service does.</summary>
    public static Task VersionContentAsync(GraphCall call)
    {
        var drive = call.Drive;
        var item = FindFile(call, drive);
        var version = item.Versions.FirstOrDefault(version => version.Id == call.Route.Attachment);
        if (version is null && call.Route.Attachment == FormattableString.Invariant($"{item.VersionNumber}.0"))
            throw new GraphException(400, "invalidRequest", "You cannot get the content of the current version.");
        if (version is null)
            throw GraphException.DriveItemNotFound();
        call.Http.Response.StatusCode = 302;
        call.Http.Response.Headers.Location = call.Simulator.Downloads.UrlOf(call, drive, item.Ordinal, version.Number);
        return Task.CompletedTask;
    }

    public static async Task PermissionsAsync(GraphCall call)
    {
        var drive = call.Drive;
        var item = Find(call, drive);
        using var reply = JsonReply.StartCollection(call, "Collection(permission)");
        foreach (var permission in item.Permissions)
            DriveJson.WritePermission(reply.Writer, permission);
        await reply.FinishCollectionAsync();
    }

    public static async Task DeltaAsync(GraphCall call)
    {
        call.RejectUnsupported("$filter", "$orderby", "$expand");
        var drive = call.Drive;
        var token = ReadToken(call, drive);
        var (page, next, isLast) = ReadPage(drive, token);
        var disordered = DeltaDisorder.Apply(call.Options, new DeltaPage<DriveItemVersion>(page, next.Position, isLast));
        next = next with { Position = disordered.Position };
        using var reply = JsonReply.StartCollection(call, "Collection(driveItem)");
        for (var i = 0; i < disordered.Items.Count; i++)
        {
            DriveJson.Write(call, reply.Writer, drive, disordered.Items[i], token.Select);
            await reply.FlushIfLargeAsync();
        }

        await reply.FinishCollectionAsync(isLast ? "@odata.deltaLink" : "@odata.nextLink", $"{DeltaPath(call, drive)}?token={next.Encode()}");
    }

    private static (List<DriveItemVersion> Items, DeltaToken Next, bool IsLast) ReadPage(SimulatedDrive drive, DeltaToken token)
    {
        if (token.WalkEnd == 0)
        {
            var log = drive.ReadLog(token.Position, token.Top);
            return (log.Items, token with { Position = log.Position }, log.IsLast);
        }

        var walk = drive.ReadItems(token.Position, token.WalkEnd, token.Top);
        if (!walk.IsLast)
            return (walk.Items, token with { Position = walk.Position }, false);
        var next = token with { WalkEnd = 0, Position = token.Start, Start = 0 };
        return (walk.Items, next, drive.End().Log == token.Start);
    }

    private static DeltaToken ReadToken(GraphCall call, SimulatedDrive drive)
    {
        var text = call.Route.Token ?? call.Query("token") ?? call.Query("$deltatoken") ?? call.Query("$skiptoken");
        var (items, log) = drive.End();
        var fresh = new DeltaToken(DeltaTokenKind.Drive, drive.Guid)
        {
            Epoch = drive.Epoch,
            Select = DriveJson.Properties.Parse(call.Query("$select")),
            Top = call.PageSize(DefaultPage, LargestPage),
        };
        if (string.IsNullOrEmpty(text))
            return fresh with { WalkEnd = items, Start = log };
        if (text.Equals("latest", StringComparison.OrdinalIgnoreCase))
            return fresh with { Position = log };
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && text.Length < 40)
            return fresh with { Position = drive.LogPositionAt(time) };
        return Validate(call, drive, DeltaToken.Parse(text));
    }

    private static DeltaToken Validate(GraphCall call, SimulatedDrive drive, DeltaToken? parsed)
    {
        if (parsed is not { Kind: DeltaTokenKind.Drive } token || token.Owner != drive.Guid)
            throw new GraphException(400, "invalidRequest", "The provided token is malformed.");
        if (token.Epoch == drive.Epoch)
            return token;
        throw new GraphException(410, "resyncRequired", "Resync required. Replace any local items with the server's version (including deletes) if you're sure that the service was up to date with your local changes when you last sync'd.")
        {
            InnerCode = "resyncChangesApplyDifferences",
            Location = DeltaPath(call, drive),
        };
    }

    /// <summary>Links name the drive, whichever way the round began.</summary>
    private static string DeltaPath(GraphCall call, SimulatedDrive drive) => $"{call.Root}/drives/{drive.Id}/root/delta";

    private static DriveItemVersion Find(GraphCall call, SimulatedDrive drive)
    {
        var item = call.Route.Item!;
        var found = item.StartsWith('/') ? drive.GetByPath(item) : drive.GetItem(item);
        return call.Route.Child is { } child ? drive.GetChild(found.Ordinal, child) : found;
    }

    private static DriveItemVersion FindFile(GraphCall call, SimulatedDrive drive) => Find(call, drive) is { IsFolder: false } file
        ? file
        : throw new GraphException(400, "invalidRequest", "A folder has no versions.");

    private static DeltaToken? ReadListToken(GraphCall call, SimulatedDrive drive, int folder)
    {
        if (call.Query("$skiptoken") is not { } text)
            return null;
        return DeltaToken.Parse(text) is { Kind: DeltaTokenKind.List } token && token.Owner == drive.Guid && token.Folder == folder
            ? token
            : throw new GraphException(400, "invalidRequest", "The provided token is malformed.");
    }

    private static string ChildrenLink(
        GraphCall call, SimulatedDrive drive, DriveItemVersion folder, DriveItemVersion last, ulong select, int top)
    {
        var next = new DeltaToken(DeltaTokenKind.List, drive.Guid) { Folder = folder.Ordinal, Position = last.Ordinal, Select = select, Top = top };
        return $"{call.Self}?$skiptoken={next.Encode()}";
    }
}

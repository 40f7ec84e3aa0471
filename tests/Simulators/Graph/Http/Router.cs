using System.Collections.Frozen;

namespace Veeam365.Simulators.Graph;

/// <summary>Reads paths. By hand instead of endpoint routing: $batch goes the same way, and it costs less.</summary>
internal static class Router
{
    // Graph compares the names of resources without regard to case.
    private static readonly FrozenDictionary<string, string> Names = new[]
    {
        "organization", "users", "groups", "mailboxSettings", "userPurpose", "mailFolders", "childFolders", "messages", "delta", "$value",
        "attachments", "contactFolders", "contacts", "photo", "calendars", "calendar", "events", "drive", "drives", "root", "items", "content", "children", "$batch",
        "transitiveMembers", "members", "threads", "posts", "teams", "channels", "tabs", "filesFolder", "replies", "hostedContents",
        "sites", "getAllSites", "lists", "columns", "contentTypes", "pages", "sitePage", "versions", "permissions",
        "move", "permanentDelete", "createUploadSession", "instances", "invite", "createLink", "fields", "publish",
    }.ToFrozenDictionary(static name => name, StringComparer.OrdinalIgnoreCase);

    public static Route Match(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments switch
        {
            ["v1.0" or "beta", ..] => MatchGraph(segments.AsSpan(1)),
            ["_simulator", ..] => new Route(RouteKind.Admin),
            ["download", var item] => new Route(RouteKind.Download) { Item = item },
            ["upload", "drive", var session] => new Route(RouteKind.DriveUpload) { Item = session },
            ["upload", "mail", var user, var session] => new Route(RouteKind.MailUpload) { User = user, Item = session },
            [_, "oauth2", "v2.0", "token"] => new Route(RouteKind.Token) { User = segments[0] },
            [_, "v2.0", ".well-known", "openid-configuration"] => new Route(RouteKind.Metadata) { User = segments[0] },
            ["common", "discovery", "instance"] => new Route(RouteKind.Metadata),
            _ => new Route(RouteKind.Unknown),
        };
    }

    private static Route MatchGraph(Span<string> segments)
    {
        string? token = null;
        for (var i = 0; i < segments.Length; i++)
            segments[i] = Normalise(segments[i], ref token);
        var route = MatchNames(segments);
        return token is null ? route : route with { Token = token };
    }

    private static Route MatchNames(ReadOnlySpan<string> segments) => segments switch
    {
        ["$batch"] => new Route(RouteKind.Batch),
        ["organization", ..] => new Route(RouteKind.Organization),
        ["groups", .. var rest] => GroupRoutes.Match(rest),
        ["teams", .. var rest] => TeamRoutes.Match(rest),
        ["users"] => new Route(RouteKind.Users),
        ["users", var user] => new Route(RouteKind.User) { User = user },
        ["users", var user, "mailboxSettings"] => new Route(RouteKind.MailboxSettings) { User = user },
        ["users", var user, "mailboxSettings", "userPurpose"] => new Route(RouteKind.MailboxSettings) { User = user, Item = "userPurpose" },
        ["users", var user, "mailFolders", .. var rest] => MatchFolders(user, rest),
        ["users", var user, "messages", .. var rest] => MatchMessages(new Route(RouteKind.Messages) { User = user }, rest),
        ["users", var user, "contactFolders", .. var rest] => MatchContactFolders(user, rest),
        ["users", var user, "contacts", .. var rest] => MatchContacts(new Route(RouteKind.Contacts) { User = user }, rest),
        ["users", var user, "calendar"] => new Route(RouteKind.Calendar) { User = user },
        ["users", var user, "calendars", .. var rest] => MatchCalendars(user, rest),
        ["users", var user, "events", .. var rest] => MatchEvents(new Route(RouteKind.Unknown) { User = user }, rest),
        ["users", var user, "drives"] => new Route(RouteKind.Drives) { User = user },
        ["users", var user, "drive", .. var rest] => MatchDrive(new Route(RouteKind.Drive) { User = user }, rest),
        ["drives", var drive, .. var rest] => MatchDrive(new Route(RouteKind.Drive) { Drive = drive }, rest),
        ["sites", "getAllSites"] => new Route(RouteKind.Sites),
        ["sites", var host, .. var path] when host.EndsWith(':') => new Route(RouteKind.Site) { Site = $"{host}/{string.Join('/', path.ToArray()).TrimEnd(':')}" },
        ["sites", var site, .. var rest] => MatchSite(site, rest),
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchFolders(string user, ReadOnlySpan<string> rest) => rest switch
    {
        [] => new Route(RouteKind.MailFolders) { User = user },
        ["delta"] => new Route(RouteKind.FolderDelta) { User = user },
        [var folder] => new Route(RouteKind.MailFolder) { User = user, Folder = folder },
        [var folder, "childFolders"] => new Route(RouteKind.ChildFolders) { User = user, Folder = folder },
        [var folder, "move"] => new Route(RouteKind.FolderMove) { User = user, Folder = folder },
        [_, "childFolders", .. var below] => MatchFolders(user, below),
        [var folder, "messages", .. var below] => MatchMessages(new Route(RouteKind.Messages) { User = user, Folder = folder }, below),
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchContactFolders(string user, ReadOnlySpan<string> rest) => rest switch
    {
        [] => new Route(RouteKind.ContactFolders) { User = user },
        ["delta"] => new Route(RouteKind.ContactFolderDelta) { User = user },
        [var folder] => new Route(RouteKind.ContactFolder) { User = user, Folder = folder },
        [var folder, "childFolders"] => new Route(RouteKind.ContactFolders) { User = user, Folder = folder },
        [var folder, "contacts", .. var below] => MatchContacts(new Route(RouteKind.Contacts) { User = user, Folder = folder }, below),
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchContacts(Route route, ReadOnlySpan<string> rest) => rest switch
    {
        [] => route,
        ["delta"] when route.Folder is not null => route with { Kind = RouteKind.ContactDelta },
        [var contact] => route with { Kind = RouteKind.Contact, Message = contact },
        [var contact, "photo", "$value"] => route with { Kind = RouteKind.ContactPhoto, Message = contact },
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchCalendars(string user, ReadOnlySpan<string> rest) => rest switch
    {
        [] => new Route(RouteKind.Calendars) { User = user },
        [var calendar] => new Route(RouteKind.Calendar) { User = user, Folder = calendar },
        [var calendar, "events"] => new Route(RouteKind.Events) { User = user, Folder = calendar },
        [var calendar, "events", "delta"] => new Route(RouteKind.EventDelta) { User = user, Folder = calendar },
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchEvents(Route route, ReadOnlySpan<string> rest) => rest switch
    {
        [var one] => route with { Kind = RouteKind.Event, Message = one },
        [var one, "instances"] => route with { Kind = RouteKind.EventInstances, Message = one },
        [var one, "attachments"] => route with { Kind = RouteKind.EventAttachments, Message = one },
        [var one, "attachments", "createUploadSession"] => route with { Kind = RouteKind.EventUploadSession, Message = one },
        [var one, "attachments", var attachment] => route with { Kind = RouteKind.EventAttachment, Message = one, Attachment = attachment },
        [var one, "attachments", var attachment, "$value"] => route with { Kind = RouteKind.EventAttachmentContent, Message = one, Attachment = attachment },
        _ => route,
    };

    private static Route MatchMessages(Route route, ReadOnlySpan<string> rest) => rest switch
    {
        [] => route,
        ["delta"] => route with { Kind = RouteKind.MessageDelta },
        [var message] => route with { Kind = RouteKind.Message, Message = message },
        [var message, "$value"] => route with { Kind = RouteKind.MessageContent, Message = message },
        [var message, "move"] => route with { Kind = RouteKind.MessageMove, Message = message },
        [var message, "permanentDelete"] => route with { Kind = RouteKind.MessagePurge, Message = message },
        [var message, "attachments"] => route with { Kind = RouteKind.Attachments, Message = message },
        [var message, "attachments", "createUploadSession"] => route with { Kind = RouteKind.AttachmentUploadSession, Message = message },
        [var message, "attachments", var one] => route with { Kind = RouteKind.Attachment, Message = message, Attachment = one },
        [var message, "attachments", var one, "$value"] => route with { Kind = RouteKind.AttachmentContent, Message = message, Attachment = one },
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchDrive(Route route, ReadOnlySpan<string> rest) => rest switch
    {
        [] => route,
        ["root", "delta"] => route with { Kind = RouteKind.DriveDelta },
        ["root:", .. var path] => MatchPath(route, path),
        ["root", .. var below] => MatchItem(route with { Item = "root" }, below),
        ["items", var item, "delta"] when item == "root" => route with { Kind = RouteKind.DriveDelta },
        ["items", var item, var name, .. var below] when item.EndsWith(':') && name.EndsWith(':') => MatchItem(route with { Item = item[..^1], Child = name[..^1] }, below),
        ["items", var item, .. var below] => MatchItem(route with { Item = item }, below),
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchItem(Route route, ReadOnlySpan<string> rest) => rest switch
    {
        [] => route with { Kind = RouteKind.DriveItem },
        ["children"] => route with { Kind = RouteKind.DriveChildren },
        ["content"] => route with { Kind = RouteKind.DriveContent },
        ["createUploadSession"] => route with { Kind = RouteKind.DriveUploadSession },
        ["versions"] => route with { Kind = RouteKind.DriveVersions },
        ["versions", var version, "content"] => route with { Kind = RouteKind.DriveVersionContent, Attachment = version },
        ["permissions"] => route with { Kind = RouteKind.DrivePermissions },
        ["invite"] => route with { Kind = RouteKind.DriveInvite },
        ["createLink"] => route with { Kind = RouteKind.DriveLink },
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchSite(string site, ReadOnlySpan<string> rest) => rest switch
    {
        [] => new Route(RouteKind.Site) { Site = site },
        ["sites"] => new Route(RouteKind.Subsites) { Site = site },
        ["drives"] => new Route(RouteKind.SiteDrives) { Site = site },
        ["drive", .. var below] => MatchDrive(new Route(RouteKind.Drive) { Site = site }, below),
        ["lists"] => new Route(RouteKind.Lists) { Site = site },
        ["lists", var list, .. var below] => MatchList(new Route(RouteKind.List) { Site = site, List = list }, below),
        ["pages"] => new Route(RouteKind.SitePages) { Site = site },
        ["pages", "sitePage"] => new Route(RouteKind.SitePages) { Site = site },
        ["pages", var page, "sitePage"] => new Route(RouteKind.SitePage) { Site = site, Item = page },
        ["pages", var page, "sitePage", "publish"] => new Route(RouteKind.SitePagePublish) { Site = site, Item = page },
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchList(Route route, ReadOnlySpan<string> rest) => rest switch
    {
        [] => route,
        ["columns"] => route with { Kind = RouteKind.ListColumns },
        ["contentTypes"] => route with { Kind = RouteKind.ListContentTypes },
        ["items"] => route with { Kind = RouteKind.ListItems },
        ["items", "delta"] => route with { Kind = RouteKind.ListItemDelta },
        ["items", var item] => route with { Kind = RouteKind.ListItem, Item = item },
        ["items", var item, "fields"] => route with { Kind = RouteKind.ListItemFields, Item = item },
        ["drive"] => route with { Kind = RouteKind.Drive },
        _ => new Route(RouteKind.Unknown),
    };

    /// <summary>root:/a/b or root:/a/b:/children.</summary>
    private static Route MatchPath(Route route, ReadOnlySpan<string> segments)
    {
        var end = segments.Length;
        for (var i = 0; i < segments.Length && end == segments.Length; i++)
        {
            if (segments[i].EndsWith(':'))
                end = i + 1;
        }

        var path = string.Join('/', segments[..end].ToArray()).TrimEnd(':');
        return MatchItem(route with { Item = "/" + path }, segments[end..]);
    }

    private static string Normalise(string segment, ref string? token)
    {
        if (segment.StartsWith("microsoft.graph.", StringComparison.OrdinalIgnoreCase))
            segment = segment["microsoft.graph.".Length..];
        if (segment.StartsWith("delta(", StringComparison.OrdinalIgnoreCase) && segment.EndsWith(')'))
        {
            var arguments = segment["delta(".Length..^1];
            if (arguments.StartsWith("token=", StringComparison.OrdinalIgnoreCase))
                token = arguments["token=".Length..].Trim('\'');
            return "delta";
        }

        return Names.TryGetValue(segment, out var name) ? name : segment;
    }
}

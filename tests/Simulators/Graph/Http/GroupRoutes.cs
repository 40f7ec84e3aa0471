namespace Veeam365.Simulators.Graph;

/// <summary>Paths below groups.</summary>
internal static class GroupRoutes
{
    public static Route Match(ReadOnlySpan<string> segments) => segments switch
    {
        [] => new Route(RouteKind.Groups),
        [var group] => new Route(RouteKind.Group) { Group = group },
        [var group, "transitiveMembers"] => new Route(RouteKind.GroupMembers) { Group = group },
        [var group, "sites", "root"] => new Route(RouteKind.GroupSite) { Group = group },
        [var group, "threads", .. var rest] => MatchThreads(group, rest),
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchThreads(string group, ReadOnlySpan<string> segments) => segments switch
    {
        [] => new Route(RouteKind.Threads) { Group = group },
        [var thread] => new Route(RouteKind.Thread) { Group = group, Thread = thread },
        [var thread, "posts", .. var rest] => MatchPosts(new Route(RouteKind.Posts) { Group = group, Thread = thread }, rest),
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchPosts(Route route, ReadOnlySpan<string> segments) => segments switch
    {
        [] => route,
        [var post] => route with { Kind = RouteKind.Post, Message = post },
        [var post, "attachments"] => route with { Kind = RouteKind.PostAttachments, Message = post },
        [var post, "attachments", var one] => route with { Kind = RouteKind.PostAttachment, Message = post, Attachment = one },
        [var post, "attachments", var one, "$value"] => route with { Kind = RouteKind.PostAttachmentContent, Message = post, Attachment = one },
        _ => new Route(RouteKind.Unknown),
    };
}

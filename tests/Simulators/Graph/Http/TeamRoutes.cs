namespace Veeam365.Simulators.Graph;

/// <summary>Paths below teams.</summary>
internal static class TeamRoutes
{
    public static Route Match(ReadOnlySpan<string> segments) => segments switch
    {
        [var team] => new Route(RouteKind.Team) { Group = team },
        [var team, "members"] => new Route(RouteKind.TeamMembers) { Group = team },
        [var team, "members", var member] => new Route(RouteKind.TeamMember) { Group = team, Item = member },
        [var team, "channels"] => new Route(RouteKind.Channels) { Group = team },
        [var team, "channels", var channel, .. var rest] => MatchChannel(new Route(RouteKind.Channel) { Group = team, Thread = channel }, rest),
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchChannel(Route route, ReadOnlySpan<string> segments) => segments switch
    {
        [] => route,
        ["members"] => route with { Kind = RouteKind.ChannelMembers },
        ["members", var member] => route with { Kind = RouteKind.ChannelMember, Item = member },
        ["tabs", var tab] => route with { Kind = RouteKind.ChannelTab, Item = tab },
        ["tabs"] => route with { Kind = RouteKind.ChannelTabs },
        ["filesFolder"] => route with { Kind = RouteKind.ChannelFilesFolder },
        ["messages"] => route with { Kind = RouteKind.ChannelMessages },
        ["messages", "delta"] => route with { Kind = RouteKind.ChannelMessageDelta },
        ["messages", var message] => route with { Kind = RouteKind.ChannelMessage, Message = message },
        ["messages", var message, "replies"] => route with { Kind = RouteKind.ChannelReplies, Message = message },
        ["messages", var message, "replies", var reply] => route with { Kind = RouteKind.ChannelReply, Message = message, Reply = reply },
        ["messages", var message, "replies", var reply, "hostedContents", .. var rest] => MatchHosted(route with { Message = message, Reply = reply }, rest),
        ["messages", var message, "hostedContents", .. var rest] => MatchHosted(route with { Message = message }, rest),
        _ => new Route(RouteKind.Unknown),
    };

    private static Route MatchHosted(Route route, ReadOnlySpan<string> segments) => segments switch
    {
        [] => route with { Kind = RouteKind.HostedContents },
        [var one, "$value"] => route with { Kind = RouteKind.HostedContent, Attachment = one },
        _ => new Route(RouteKind.Unknown),
    };
}

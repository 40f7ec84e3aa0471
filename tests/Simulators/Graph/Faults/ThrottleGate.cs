using System.Globalization;

namespace Veeam365.Simulators.Graph;

/// <summary>
/// The budgets of the application: requests over everything, about one team, and SharePoint's resource units with RateLimit headers once 80 % are spent
/// (https://learn.microsoft.com/sharepoint/dev/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online).
/// </summary>
internal sealed class ThrottleGate(GraphSimulator simulator)
{
    private const double ToldFrom = 0.8;

    // An answer to one mailbox does not say that it speaks for the application; after that many in a window the application should know.
    private const int RefusalsThatTellAll = 8;

    private GraphSimulatorOptions Options => simulator.Options;

    /// <summary>Null lets the call pass; otherwise how long it must wait, and what else must.</summary>
    public (TimeSpan Wait, string? Scope)? Refuse(GraphCall call)
    {
        if (!call.Route.IsMetered)
            return null;
        if (Options.RateLimit is { } limit && simulator.RequestBudget.Take(1, limit, Options.RateWindow) is { IsGranted: false } requests)
            return (requests.Reset, requests.Refused >= RefusalsThatTellAll ? WaitBook.Application : null);
        if (Options.TeamRateLimit is { } perTeam && call.Route.IsTeam && TakeTeam(call.Route.Group!, perTeam) is { IsGranted: false } team)
            return (team.Reset, null);
        if (Options.ResourceUnitLimit is not { } units || !call.Route.CostsUnits)
            return null;
        var answer = simulator.UnitBudget.Take(Cost(call), units, Options.ResourceUnitWindow);
        Tell(call, answer);
        return answer.IsGranted ? null : (answer.Reset, WaitBook.Drives);
    }

    private BudgetAnswer TakeTeam(string id, int limit) =>
        simulator.TeamBudgets.GetOrAdd(id, static (_, time) => new BudgetWindow(time), Options.Time).Take(1, limit, TimeSpan.FromSeconds(1));

    private static void Tell(GraphCall call, BudgetAnswer answer)
    {
        if (answer.Limit - answer.Remaining < answer.Limit * ToldFrom)
            return;
        var headers = call.Http.Response.Headers;
        headers["RateLimit-Limit"] = answer.Limit.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = answer.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = Math.Ceiling(answer.Reset.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    private static int Cost(GraphCall call) => call.Route.Kind switch
    {
        RouteKind.DriveDelta or RouteKind.ListItemDelta => call.Route.Token is null && call.Query("token") is null && call.Query("$deltatoken") is null && call.Query("$skiptoken") is null ? 2 : 1,
        RouteKind.DriveChildren or RouteKind.Drives or RouteKind.DriveVersions => 2,
        RouteKind.Sites or RouteKind.Subsites or RouteKind.SiteDrives or RouteKind.Lists or RouteKind.ListColumns or RouteKind.ListContentTypes => 2,
        RouteKind.ListItems or RouteKind.SitePages => 2,
        RouteKind.DrivePermissions => 5,
        _ => 1,
    };
}

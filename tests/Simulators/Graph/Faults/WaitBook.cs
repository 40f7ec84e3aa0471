using System.Collections.Concurrent;

namespace Veeam365.Simulators.Graph;

/// <summary>
/// Remembers whom the simulator told to wait, and until when. Scopes are those of the services: a mailbox, a team, all
/// drives, the directory, sign-in.
/// </summary>
internal sealed class WaitBook(GraphSimulatorOptions options, RequestLog log)
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset Told, DateTimeOffset Until)> _waits = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Everything that an application asks.</summary>
    public const string Application = "application";

    /// <summary>All drives, their downloads included.</summary>
    public const string Drives = "drives";

    public static string Scope(GraphCall call)
    {
        var route = call.Route;
        if (route.IsMailbox)
            return "mailbox " + MailboxOwner(call.Tenant, route.User!);
        if (route.IsGroupMailbox)
            return "mailbox " + route.Group;
        if (route.IsTeam)
            return "team " + route.Group;
        if (route.CostsUnits)
            return Drives;
        return route.IsGraph ? "directory" : route.Kind.ToString();
    }

    /// <param name="call">Who is told.</param>
    /// <param name="wait">How long.</param>
    /// <param name="scope">Who must wait; null for those that the call belongs to.</param>
    public void Tell(GraphCall call, TimeSpan wait, string? scope = null)
    {
        var now = options.Time.GetUtcNow();
        var told = (Told: now, Until: now + wait);
        // Told again while waiting: it is still the first time that counts, and the longest wait.
        _waits.AddOrUpdate(
            scope ?? Scope(call), told, (_, earlier) => now < earlier.Until ? (earlier.Told, earlier.Until > told.Until ? earlier.Until : told.Until) : told);
    }

    public void Check(GraphCall call)
    {
        if (_waits.IsEmpty)
            return;
        Check(call, Scope(call));
        if (call.Route.IsMetered)
            Check(call, Application);
    }

    private void Check(GraphCall call, string scope)
    {
        if (!_waits.TryGetValue(scope, out var wait))
            return;
        var now = options.Time.GetUtcNow();
        if (now >= wait.Until)
            _waits.TryRemove(new(scope, wait));
        else if (now > wait.Told + options.RetryAfterGrace)
            log.Violated(new RetryAfterViolation(scope, call.Http.Request.Path, wait.Until - now));
    }

    private static string MailboxOwner(SimulatedTenant tenant, string key)
    {
        try
        {
            return tenant.User(key).Id;
        }
        catch (GraphException)
        {
            return key;
        }
    }
}

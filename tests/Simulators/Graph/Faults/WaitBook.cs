using System.Collections.Concurrent;

namespace Veeam365.Simulators.Graph;

/// <summary>
/// Remembers whom the simulator told to wait, and until when. Scopes are those of the services: a mailbox, all drives, the
/// directory, sign-in.
/// </summary>
internal sealed class WaitBook(GraphSimulatorOptions options, RequestLog log)
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset Told, DateTimeOffset Until)> _waits = new(StringComparer.OrdinalIgnoreCase);

    public static string Scope(GraphCall call)
    {
        var route = call.Route;
        if (route.IsMailbox)
            return "mailbox " + MailboxOwner(call.Tenant, route.User!);
        if (route.IsDrive)
            return "drives";
        return route.IsGraph ? "directory" : route.Kind.ToString();
    }

    public void Tell(GraphCall call, TimeSpan wait)
    {
        var now = options.Time.GetUtcNow();
        _waits[Scope(call)] = (now, now + wait);
    }

    public void Check(GraphCall call)
    {
        if (_waits.IsEmpty)
            return;
        var scope = Scope(call);
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

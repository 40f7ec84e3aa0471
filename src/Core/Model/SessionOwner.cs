using System.Diagnostics;

namespace Veeam365.Backup.Core.Model;

/// <summary>A process that runs sessions, told apart from every other one, earlier ones with the same process id included.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="ProcessId">The process id.</param>
/// <param name="ProcessStartedAt">When that process started (UTC, the machine's clock, whole milliseconds).</param>
public sealed record SessionOwner(string Machine, int ProcessId, DateTimeOffset ProcessStartedAt)
{
    /// <summary>This process.</summary>
    public static SessionOwner Current()
    {
        using Process me = Process.GetCurrentProcess();
        return new SessionOwner(Environment.MachineName, me.Id, StartOf(me));
    }

    /// <summary>
    /// True when the process is known to be dead: it belongs to this machine and no process of that id and start time runs.
    /// False when it lives or cannot be seen from here.
    /// </summary>
    public bool IsKnownDead()
    {
        if (!string.Equals(Machine, Environment.MachineName, StringComparison.OrdinalIgnoreCase))
            return false;
        try
        {
            using Process process = Process.GetProcessById(ProcessId);
            // /proc gives start times relative to boot, in clock ticks: two readings may differ a little.
            return (StartOf(process) - ProcessStartedAt).Duration() > TimeSpan.FromSeconds(2);
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return e is InvalidOperationException;
        }
    }

    private static DateTimeOffset StartOf(Process process) =>
        DateTimeOffset.FromUnixTimeMilliseconds(new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds());
}

using System.Globalization;

namespace Veeam365.Backup.PowerShell.Remoting;

/// <summary>How long is waited for a remote session.</summary>
/// <param name="Open">For it to open.</param>
/// <param name="Operation">For the next answer of a command.</param>
internal sealed record RemoteTimeouts(TimeSpan Open, TimeSpan Operation)
{
    /// <summary>30 s and 180 s, or what VEEAM365_EXCHANGE_OPEN_TIMEOUT and VEEAM365_EXCHANGE_COMMAND_TIMEOUT say in seconds: far servers may need longer.</summary>
    public static RemoteTimeouts FromEnvironment() => new(Seconds("VEEAM365_EXCHANGE_OPEN_TIMEOUT", 30), Seconds("VEEAM365_EXCHANGE_COMMAND_TIMEOUT", 180));

    private static TimeSpan Seconds(string variable, int otherwise) =>
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is > 0 and < 86_400 ? seconds : otherwise);
}

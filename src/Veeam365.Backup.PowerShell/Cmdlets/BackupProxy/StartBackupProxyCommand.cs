using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Makes this process a proxy: it takes sessions and objects until Ctrl+C, and shows what it does.</summary>
/// <remarks>
/// <para>
/// Ctrl+C hands over what it has to the other members at once; a process that is killed is relieved after a minute. Suitable for a scheduled task at start-up and for a systemd unit.
/// </para>
/// </remarks>
/// <example needs="PostgreSQL">
/// <code>Start-BackupProxy P1</code>
/// <para>Works until Ctrl+C.</para>
/// </example>
/// <example needs="PostgreSQL">
/// <code>Start-BackupProxy P1 -Until '06:00' -Idle 00:30:00</code>
/// <para>Works until six, or until there was nothing to do for half an hour.</para>
/// </example>
/// <seealso cref="AddBackupProxyCommand"/>
/// <seealso cref="GetBackupSessionCommand"/>
[Cmdlet(VerbsLifecycle.Start, "BackupProxy", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StartBackupProxyCommand : ConfigurationCmdlet
{
    /// <summary>The proxy: name, id or what Get-BackupProxy returned. One process at a time serves it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    public ProxyReference? Proxy { get; set; }

    /// <summary>When it ends by itself, once its objects are finished.</summary>
    [Parameter]
    public DateTime? Until { get; set; }

    /// <summary>Ends it when there was nothing to do for so long.</summary>
    [Parameter]
    public TimeSpan? Idle { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        BackupProxy proxy = await Find.ProxyAsync(Proxy!, cancellationToken).ConfigureAwait(false);
        Subject = proxy.Name;
        if (proxy.IsDefault)
            throw new InvalidSettingException("Proxy.IsDefault", "The default proxy is the process that starts a job; it need not be started.", "Add a proxy (Add-BackupProxy) and start that.");
        if (!await Output.ConfirmAsync(proxy.Name, "Start proxy").ConfigureAwait(false))
            return;
        var options = new ProxyOptions { Until = Until is { } until ? new DateTimeOffset(until) : null, Idle = Idle };
        using var display = new ProxyDisplay(Output, proxy.Name, Services.Clock);
        await new ProxyHost(Services, options, display).RunAsync(proxy, cancellationToken).ConfigureAwait(false);
        display.Close();
    }
}

using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Adds a proxy: a name under which one process at a time takes work for repositories.</summary>
/// <remarks>
/// <para>Start-BackupProxy makes a process serve it. Proxies need a configuration in PostgreSQL.</para>
/// </remarks>
/// <example needs="PostgreSQL">
/// <code>Add-BackupProxy P1 -Threads 16 -DownloadRate 20MB</code>
/// <para>Adds a proxy that processes 16 objects side by side and reads at most 20 MB a second.</para>
/// </example>
/// <example needs="PostgreSQL">
/// <code>
/// Add-BackupProxyPool Pool
/// 'P1', 'P2' | ForEach-Object { Add-BackupProxy $_ Pool }
/// </code>
/// <para>Adds two proxies that share their work.</para>
/// </example>
/// <seealso cref="StartBackupProxyCommand"/>
/// <seealso cref="AddBackupProxyPoolCommand"/>
[Cmdlet(VerbsCommon.Add, "BackupProxy", SupportsShouldProcess = true)]
[OutputType(typeof(BackupProxyView))]
public sealed class AddBackupProxyCommand : ConfigurationCmdlet
{
    /// <summary>The name to use.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The pool it joins; none when omitted.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ProxyPoolCompleter))]
    public ProxyPoolReference? Pool { get; set; }

    /// <summary>Words for people.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    /// <summary>Objects processed side by side, over all sessions; 32 are the default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 512)]
    public int Threads { get; set; } = 32;

    /// <summary>Memory for a session's data on its way, e.g. 256MB; 128MB are the default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(128L << 20, 64L << 30)]
    public long MemoryBudget { get; set; } = 128L << 20;

    /// <summary>Bytes a second that all its downloads together may read on average, e.g. 10MB; no limit when omitted. Downloads slow down, none stands still.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(16L << 10, long.MaxValue)]
    public long? DownloadRate { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Name;
        BackupProxyPool? pool = Pool is null ? null : await Find.PoolAsync(Pool, cancellationToken).ConfigureAwait(false);
        if (!await Output.ConfirmAsync(Name, "Add proxy").ConfigureAwait(false))
            return;
        var proxy = new BackupProxy
        {
            Id = Guid.CreateVersion7(),
            Name = Name.Trim(),
            Description = Description,
            PoolId = pool?.Id,
            Threads = Threads,
            MemoryBudget = MemoryBudget,
            DownloadRate = DownloadRate,
            CreatedAt = Services.Clock.GetUtcNow(),
        };
        await Services.Configuration.Proxies.AddAsync(proxy, cancellationToken).ConfigureAwait(false);
        Output.Write(await Views.ProxyAsync(proxy, cancellationToken).ConfigureAwait(false));
    }
}

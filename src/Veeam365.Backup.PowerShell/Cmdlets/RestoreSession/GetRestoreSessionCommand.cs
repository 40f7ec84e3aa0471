using System.Management.Automation;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets restore sessions, newest first; or their log.</summary>
/// <remarks>
/// <para>Each Restore-BackupItem, and each drill with -ScratchUser, keeps one: who wrote what to whom, and what failed.</para>
/// </remarks>
/// <example>
/// <code>Get-RestoreSession -Last 5</code>
/// <para>The five newest.</para>
/// </example>
/// <example>
/// <code>Get-RestoreSession -Last 1 | Get-RestoreSession -Log</code>
/// <para>The log of the newest one.</para>
/// </example>
/// <seealso cref="RestoreBackupItemCommand"/>
/// <seealso cref="TestRestorePointCommand"/>
[Cmdlet(VerbsCommon.Get, "RestoreSession", DefaultParameterSetName = ListSet)]
[OutputType(typeof(RestoreSessionView))]
[OutputType(typeof(SessionLogLineView))]
public sealed class GetRestoreSessionCommand : ConfigurationCmdlet
{
    private const string ListSet = "List";
    private const string SessionSet = "Session";

    /// <summary>Only in these states.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    public SessionStatus[]? Status { get; set; }

    /// <summary>At most this many.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Last { get; set; }

    /// <summary>These sessions: ids, or what Get-RestoreSession returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SessionSet, ValueFromPipeline = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RestoreSessionCompleter))]
    public RestoreSessionReference[] Session { get; set; } = [];

    /// <summary>Writes the lines of the log instead of the session.</summary>
    [Parameter]
    public SwitchParameter Log { get; set; }

    private IRestoreSessionTable Sessions => Services.Configuration.RestoreSessions;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        // A session whose process died is not shown as running.
        await Sessions.MarkDisconnectedAsync(cancellationToken).ConfigureAwait(false);
        foreach (RestoreSessionReference reference in Session)
        {
            RestoreSession session = await Sessions.FindAsync(reference.Id, cancellationToken).ConfigureAwait(false)
                ?? throw new NotFoundException("RestoreSession.NotFound", $"There is no restore session '{reference}'.", "List them with Get-RestoreSession.");
            await WriteAsync(session, cancellationToken).ConfigureAwait(false);
        }

        if (ParameterSetName == SessionSet)
            return;
        IAsyncEnumerable<RestoreSession> listed = Sessions.ListAsync(cancellationToken).Where(s => Status?.Contains(s.Status) is null or true).Take(Last ?? int.MaxValue);
        await foreach (RestoreSession session in listed.ConfigureAwait(false))
            await WriteAsync(session, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(RestoreSession session, CancellationToken cancellationToken)
    {
        if (!Log)
        {
            Output.Write(new RestoreSessionView(session, Services.Clock.GetUtcNow()));
            return;
        }

        foreach (SessionLogEntry entry in await Sessions.ReadLogAsync(session.Id, cancellationToken).ConfigureAwait(false))
            Output.Write(new SessionLogLineView(session.Id, entry));
    }
}

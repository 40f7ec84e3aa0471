using System.Management.Automation;
using System.Security;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Changes repositories: name, retention, immutability, password, keys, proxies.</summary>
/// <remarks>
/// <para>
/// What is not given stays as it is. The repository itself and the configuration both learn of it. No data is rewritten: a new password takes effect at once, new settings with what is
/// done next. Immutability can be lengthened, never shortened.
/// </para>
/// </remarks>
/// <example>
/// <code>Set-BackupRepository Local -RetentionMonths 18 -PassThru</code>
/// <para>Keeps restore points for 18 months from now on.</para>
/// </example>
/// <example needs="an encrypted repository">
/// <code>Set-BackupRepository Local -Password (Read-Host -AsSecureString)</code>
/// <para>Changes the password of an encrypted repository; old passwords no longer open it.</para>
/// </example>
/// <example needs="a bucket with Object Lock">
/// <code>Set-BackupRepository Cloud -ImmutableDays 60</code>
/// <para>Lengthens immutability; it holds from the next session on.</para>
/// </example>
/// <seealso cref="OptimizeBackupRepositoryCommand"/>
[Cmdlet(VerbsCommon.Set, "BackupRepository", SupportsShouldProcess = true)]
[OutputType(typeof(BackupRepositoryView))]
public sealed class SetBackupRepositoryCommand : RepositoryCmdlet
{
    /// <summary>The new name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    /// <summary>The type of retention is fixed when a repository is created: giving another one is refused.</summary>
    [Parameter]
    [ValidateSet(RetentionArguments.SnapshotBased, RetentionArguments.ItemLevel)]
    public string? RetentionType { get; set; }

    /// <summary>Days to keep data.</summary>
    [Parameter]
    [ValidateRange(1, 36_500)]
    public int? RetentionDays { get; set; }

    /// <summary>Months to keep data.</summary>
    [Parameter]
    [ValidateRange(1, 1200)]
    public int? RetentionMonths { get; set; }

    /// <summary>Years to keep data.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int? RetentionYears { get; set; }

    /// <summary>Keeps everything.</summary>
    [Parameter]
    public SwitchParameter KeepForever { get; set; }

    /// <summary>For so many days from its creation nothing that a restore point needs can be deleted or changed; only ever more than before. Holds from the next session on.</summary>
    [Parameter]
    [ValidateRange(1, 36_500)]
    public int? ImmutableDays { get; set; }

    /// <summary>Who may delete earlier, when immutability is switched on: Governance (the default) or Compliance.</summary>
    [Parameter]
    [ValidateSet("Governance", "Compliance")]
    public string? ImmutabilityMode { get; set; }

    /// <summary>Brotli's quality for new data, 0 (fastest) to 11 (smallest).</summary>
    [Parameter]
    [ValidateRange(0, 11)]
    public int? CompressionQuality { get; set; }

    /// <summary>The password that opens the repository from now on.</summary>
    [Parameter]
    public SecureString? Password { get; set; }

    /// <summary>The password that opens it now, when it was changed elsewhere.</summary>
    [Parameter]
    public SecureString? CurrentPassword { get; set; }

    /// <summary>The bucket's new access key id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AccessKey { get; set; }

    /// <summary>The bucket's new secret key.</summary>
    [Parameter]
    public SecureString? SecretKey { get; set; }

    /// <summary>The proxy it belongs to from now on; Default for whatever process starts a job.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    public ProxyReference? Proxy { get; set; }

    /// <summary>The pool it belongs to from now on; for buckets.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ProxyPoolCompleter))]
    public ProxyPoolReference? Pool { get; set; }

    /// <summary>Says that every proxy sees the folder under the same path (a share): only then may it belong to another proxy than the default one.</summary>
    [Parameter]
    public SwitchParameter SharedFolder { get; set; }

    /// <summary>Takes the repository away from the configuration it belongs to: sessions of that one are refused from then on.</summary>
    [Parameter]
    public SwitchParameter TakeOver { get; set; }

    /// <summary>Writes the changed repository.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        RepositoryChange change = Change(repository) with { Proxy = await Find.AssignmentAsync(Proxy, Pool, cancellationToken).ConfigureAwait(false) };
        if (!await Output.ConfirmAsync(repository.Name, Action()).ConfigureAwait(false))
            return;
        BackupRepository changed = await new RepositoryOperations(Services).SetAsync(repository, change, Output.WriteWarning, cancellationToken).ConfigureAwait(false);
        if (PassThru)
            Output.Write(new BackupRepositoryView(changed));
    }

    private string Action()
    {
        string what = Password is null ? "Change repository" : "Change repository and its password";
        return TakeOver ? what + ", taking it over" : what;
    }

    private RepositoryChange Change(BackupRepository repository) => new()
    {
        NewName = NewName,
        Retention = RetentionArguments.Of(RetentionType, RetentionDays, RetentionMonths, RetentionYears, KeepForever, repository.Settings.Retention),
        ImmutableDays = ImmutableDays,
        ImmutabilityMode = ImmutabilityMode is null ? null : Enum.Parse<ImmutabilityMode>(ImmutabilityMode, ignoreCase: true),
        CompressionQuality = CompressionQuality,
        NewPassword = SecretText.PlainOf(Password),
        CurrentPassword = SecretText.PlainOf(CurrentPassword),
        AccessKey = AccessKey,
        StoreSecret = SecretText.PlainOf(SecretKey),
        TakeOver = TakeOver,
        IsSharedFolder = MyInvocation.BoundParameters.ContainsKey(nameof(SharedFolder)) ? SharedFolder.ToBool() : null,
    };
}

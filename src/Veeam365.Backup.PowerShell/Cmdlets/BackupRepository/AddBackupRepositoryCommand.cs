using System.Management.Automation;
using System.Security;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Adds a repository in a folder or in a bucket of S3: creates it, or imports the one that is there.</summary>
/// <remarks>
/// <para>
/// In an empty place a repository is created, after the place was tried: what it promises (unique names, object lock) must hold. One that is there already is imported with its restore
/// points and organizations; -WhatIf tells which of the two it would be. -CreateOnly and -ImportOnly allow one of them.
/// </para>
/// <para>
/// With -Password all data is encrypted. Without this password nothing can be restored: keep it somewhere else, too. A repository belongs to one configuration: -TakeOver makes one
/// that belongs to another configuration this one's, -ReadOnly opens it only for browsing and export.
/// </para>
/// <para>
/// Retention is three years of restore points when nothing else is said. With -ImmutableDays nothing that a restore point needs can be deleted for so long; the bucket must have been
/// created with Object Lock.
/// </para>
/// </remarks>
/// <example>
/// <code>Add-BackupRepository Second D:\Backup -Password (Read-Host -AsSecureString) -RetentionYears 7</code>
/// <para>Creates an encrypted repository in a folder that keeps restore points for seven years.</para>
/// </example>
/// <example needs="S3">
/// <code>Add-BackupRepository Cloud -Bucket backups -ServiceUrl https://s3.example.com -AccessKey AKIDEXAMPLE -SecretKey (Read-Host -AsSecureString) -Password $password -ImmutableDays 30</code>
/// <para>Creates one in a bucket; for 30 days nobody can delete what a restore point needs.</para>
/// </example>
/// <example>
/// <code>Add-BackupRepository Old E:\Backup -Password $password -TakeOver -WhatIf</code>
/// <para>Tells what would happen with what lies there: created, or imported and from whom.</para>
/// </example>
/// <seealso cref="AddBackupJobCommand"/>
/// <seealso cref="SyncBackupRepositoryCommand"/>
[Cmdlet(VerbsCommon.Add, "BackupRepository", DefaultParameterSetName = FolderSet, SupportsShouldProcess = true)]
[OutputType(typeof(BackupRepositoryView))]
public sealed class AddBackupRepositoryCommand : ConfigurationCmdlet
{
    private const string FolderSet = "Folder";
    private const string BucketSet = "Bucket";
    private const string JetSet = "Jet";

    /// <summary>The name to use.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The folder; it must exist.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FolderSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = JetSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>
    /// Keeps the data in JET databases (ESE) in the folder, one file per year of item modification. Needs Windows and a local disk. Such a repository is open in one process at a time, belongs to one proxy,
    /// and is neither encrypted nor immutable.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = JetSet)]
    public SwitchParameter Jet { get; set; }

    /// <summary>The bytes at which the next database file of a year is begun; 59 TB is the default, 64 TB the engine's limit.</summary>
    [Parameter(ParameterSetName = JetSet, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(64L << 20, 63L << 40)]
    public long FileSize { get; set; } = JetStoreSettings.DefaultFileSize;

    /// <summary>The bucket; it must exist.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BucketSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Bucket { get; set; } = "";

    /// <summary>The service, e.g. https://s3.example.com; Amazon's own of the region when omitted.</summary>
    [Parameter(ParameterSetName = BucketSet, ValueFromPipelineByPropertyName = true)]
    public Uri? ServiceUrl { get; set; }

    /// <summary>The region's system name, e.g. eu-central-1.</summary>
    [Parameter(ParameterSetName = BucketSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Region { get; set; } = "us-east-1";

    /// <summary>The key prefix below which everything lies.</summary>
    [Parameter(ParameterSetName = BucketSet, ValueFromPipelineByPropertyName = true)]
    public string Prefix { get; set; } = "";

    /// <summary>The access key id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BucketSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string AccessKey { get; set; } = "";

    /// <summary>The secret key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BucketSet, ValueFromPipelineByPropertyName = true)]
    public SecureString? SecretKey { get; set; }

    /// <summary>Names the bucket in the host name instead of the path.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    public SwitchParameter VirtualHostStyle { get; set; }

    /// <summary>Encrypts the data, or opens the repository that is imported. Without this password nothing can be restored: keep it somewhere else, too.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SecureString? Password { get; set; }

    /// <summary>
    /// What retention looks at, fixed for good: SnapshotBased (the default) keeps items as long as a restore point holds them; ItemLevel keeps them by the time of their own last change, and does not back up older ones at all.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet(RetentionArguments.SnapshotBased, RetentionArguments.ItemLevel)]
    public string? RetentionType { get; set; }

    /// <summary>Days to keep data. Three years are the default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 36_500)]
    public int? RetentionDays { get; set; }

    /// <summary>Months to keep data.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 1200)]
    public int? RetentionMonths { get; set; }

    /// <summary>Years to keep data.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 100)]
    public int? RetentionYears { get; set; }

    /// <summary>Keeps everything.</summary>
    [Parameter]
    public SwitchParameter KeepForever { get; set; }

    /// <summary>For so many days from its creation nothing that a restore point needs can be deleted or changed. Needs a bucket that was created with Object Lock; it can be lengthened later, but neither shortened nor switched off.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 36_500)]
    public int? ImmutableDays { get; set; }

    /// <summary>Who may delete earlier: in Governance (the default) accounts with a special right, in Compliance nobody.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet("Governance", "Compliance")]
    public string? ImmutabilityMode { get; set; }

    /// <summary>Brotli's quality, 0 (fastest) to 11 (smallest); 1 is the default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 11)]
    public int? CompressionQuality { get; set; }

    /// <summary>The proxy it belongs to; the default one (whatever process starts a job) when neither is given.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    public ProxyReference? Proxy { get; set; }

    /// <summary>The pool it belongs to; for buckets.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ProxyPoolCompleter))]
    public ProxyPoolReference? Pool { get; set; }

    /// <summary>Says that every proxy sees the folder under the same path (a share): only then may it belong to another proxy than the default one.</summary>
    [Parameter(ParameterSetName = FolderSet)]
    public SwitchParameter SharedFolder { get; set; }

    /// <summary>Only imports: an empty place is an error.</summary>
    [Parameter]
    public SwitchParameter ImportOnly { get; set; }

    /// <summary>Only creates: a repository that is there already is an error.</summary>
    [Parameter]
    public SwitchParameter CreateOnly { get; set; }

    /// <summary>Imports a repository that belongs to another configuration and makes it this one's: sessions of the other are refused from then on.</summary>
    [Parameter]
    public SwitchParameter TakeOver { get; set; }

    /// <summary>Imports a repository only to browse and export it, whosever it is.</summary>
    [Parameter]
    public SwitchParameter ReadOnly { get; set; }

    /// <inheritdoc/>
    private protected override void PrepareRecord()
    {
        if (ParameterSetName is FolderSet or JetSet)
            Path = FullPath(Path)!;
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Name;
        NewRepository request = Request() with { Proxy = await Find.AssignmentAsync(Proxy, Pool, cancellationToken).ConfigureAwait(false) ?? ProxyAssignment.Default };
        var operations = new RepositoryOperations(Services);
        RepositoryFinding finding = await operations.InspectAsync(request, cancellationToken).ConfigureAwait(false);
        if (!await Output.ConfirmAsync($"{Name} at {request.Store.Display}", Action(finding)).ConfigureAwait(false))
            return;
        string activity = finding.Existing is null ? $"Creating repository '{Name}'" : $"Importing repository '{Name}'";
        Output.ShowProgress([new ProgressLine(0, activity, "Opening")]);
        BackupRepository added = await operations.AddAsync(request, line => Report(activity, line), cancellationToken).ConfigureAwait(false);
        Output.Write(new BackupRepositoryView(added));
    }

    private void Report(string activity, string line)
    {
        Output.WriteVerbose(line);
        Output.ShowProgress([new ProgressLine(0, activity, line)]);
    }

    private string Action(RepositoryFinding finding)
    {
        if (finding.Existing is null)
            return Password is null ? "Create repository" : "Create encrypted repository";
        if (ReadOnly)
            return "Import existing repository, to be read only";
        return finding.IsOurs || finding.Owner is null
            ? "Import existing repository"
            : $"Import existing repository and take it over from '{finding.Owner.Configuration}' on {finding.Owner.Machine}";
    }

    private NewRepository Request()
    {
        if (CreateOnly && ImportOnly)
            throw new InvalidSettingException("Repository.InvalidIntent", "A repository cannot be only created and only imported.", "Give -CreateOnly or -ImportOnly, or neither.");
        return new NewRepository(Name, Store(), SecretText.PlainOf(SecretKey), SecretText.PlainOf(Password))
        {
            Settings = Settings(),
            Intent = CreateOnly ? RepositoryIntent.CreateOnly : ImportOnly ? RepositoryIntent.ImportOnly : RepositoryIntent.CreateOrImport,
            TakeOver = TakeOver,
            IsReadOnly = ReadOnly,
        };
    }

    private RepositorySettings? Settings()
    {
        RetentionPolicy? retention = RetentionArguments.Of(RetentionType, RetentionDays, RetentionMonths, RetentionYears, KeepForever, RetentionPolicy.Default);
        if (retention is null && ImmutableDays is null && ImmutabilityMode is null && CompressionQuality is null)
            return null;
        return new RepositoryChange
        {
            Retention = retention,
            ImmutableDays = ImmutableDays,
            ImmutabilityMode = ImmutabilityMode is null ? null : Enum.Parse<ImmutabilityMode>(ImmutabilityMode, ignoreCase: true),
            CompressionQuality = CompressionQuality,
        }.Apply(new RepositorySettings());
    }

    private StoreSettings Store() => ParameterSetName switch
    {
        FolderSet => new FolderStoreSettings(Path) { IsShared = SharedFolder },
        JetSet => new JetStoreSettings(Path) { FileSize = FileSize },
        _ => new S3StoreSettings
        {
            ServiceUrl = ServiceUrl,
            Region = Region,
            Bucket = Bucket,
            Prefix = Prefix.Trim('/'),
            AccessKey = AccessKey,
            ForcePathStyle = !VirtualHostStyle,
        },
    };
}

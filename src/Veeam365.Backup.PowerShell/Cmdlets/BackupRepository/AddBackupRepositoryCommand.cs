using System.Management.Automation;
using System.Security;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Adds a repository: probes a folder or a bucket, creates the repository in it and remembers it, its secrets encrypted.</summary>
[Cmdlet(VerbsCommon.Add, "BackupRepository", DefaultParameterSetName = FolderSet, SupportsShouldProcess = true)]
[OutputType(typeof(BackupRepositoryView))]
public sealed class AddBackupRepositoryCommand : ConfigurationCmdlet
{
    private const string FolderSet = "Folder";
    private const string BucketSet = "Bucket";

    /// <summary>The name to use.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The folder.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FolderSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

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

    /// <summary>Encrypts the data. Without this password nothing can be restored: keep it somewhere else, too.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SecureString? Password { get; set; }

    /// <inheritdoc/>
    private protected override void PrepareRecord()
    {
        if (ParameterSetName == FolderSet)
            Path = FullPath(Path)!;
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Name;
        StoreSettings store = Store();
        if (!await Output.ConfirmAsync($"{Name} at {store.Display}", "Add repository").ConfigureAwait(false))
            return;
        var request = new NewRepository(Name, store, SecretText.PlainOf(SecretKey), SecretText.PlainOf(Password));
        Output.Write(new BackupRepositoryView(await new RepositoryOperations(Services).AddAsync(request, cancellationToken).ConfigureAwait(false)));
    }

    private StoreSettings Store() => ParameterSetName == FolderSet
        ? new FolderStoreSettings(Path)
        : new S3StoreSettings
        {
            ServiceUrl = ServiceUrl,
            Region = Region,
            Bucket = Bucket,
            Prefix = Prefix.Trim('/'),
            AccessKey = AccessKey,
            ForcePathStyle = !VirtualHostStyle,
        };
}

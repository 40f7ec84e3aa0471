using System.Diagnostics;
using System.Management.Automation;
using System.Security;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Moves a repository to another place, from JET databases to object storage for instance.</summary>
/// <remarks>
/// <para>All that the repository holds is copied into an empty folder or bucket and compared once it has arrived; then the configuration knows the repository in its new place. It stays the same repository: its jobs go on
/// incrementally, its restore points and its cache stay. The old place is left as it was; remove it when the new one has proved itself.</para>
/// <para>Stopped or interrupted, the same command goes on: what has arrived whole is not sent again. No session may write to the repository meanwhile. An encrypted repository stays encrypted with its password; one from JET
/// databases is not encrypted, and stays so. Immutable repositories cannot be moved, and nothing is moved into JET databases.</para>
/// </remarks>
/// <example needs="S3">
/// <code>Move-BackupRepository Local -Bucket backup -ServiceUrl https://s3.example.com -AccessKey AK01 -SecretKey (Read-Host -AsSecureString)</code>
/// <para>Moves the repository Local into a bucket. Run it again if it was interrupted.</para>
/// </example>
/// <example>
/// <code>Move-BackupRepository Local -Path E:\Backup; Test-BackupRepository Local -Data</code>
/// <para>Moves the repository Local into a folder and then reads and checks everything there.</para>
/// </example>
[Cmdlet(VerbsCommon.Move, "BackupRepository", DefaultParameterSetName = FolderSet, SupportsShouldProcess = true)]
[OutputType(typeof(RepositoryMoveView))]
public sealed class MoveBackupRepositoryCommand : RepositoryCmdlet
{
    private const string FolderSet = "Folder";
    private const string BucketSet = "Bucket";

    /// <summary>The empty folder to move it to.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FolderSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The bucket to move it to; it must exist.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BucketSet)]
    [ValidateNotNullOrEmpty]
    public string Bucket { get; set; } = "";

    /// <summary>The service, e.g. https://s3.example.com; Amazon's own of the region when omitted.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    public Uri? ServiceUrl { get; set; }

    /// <summary>The region's system name, e.g. eu-central-1.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    [ValidateNotNullOrEmpty]
    public string Region { get; set; } = "us-east-1";

    /// <summary>The key prefix below which everything is to lie.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    public string Prefix { get; set; } = "";

    /// <summary>The access key id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BucketSet)]
    [ValidateNotNullOrEmpty]
    public string AccessKey { get; set; } = "";

    /// <summary>The secret key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BucketSet)]
    public SecureString? SecretKey { get; set; }

    /// <summary>Names the bucket in the host name instead of the path.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    public SwitchParameter VirtualHostStyle { get; set; }

    /// <inheritdoc/>
    private protected override void PrepareRecord()
    {
        if (ParameterSetName == FolderSet)
            Path = FullPath(Path)!;
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        StoreSettings target = Target();
        if (!await Output.ConfirmAsync($"{repository.Name} at {repository.Store.Display}", $"Move repository to {target.Display}").ConfigureAwait(false))
            return;
        string activity = $"Moving repository '{repository.Name}'";
        Output.ShowProgress([new ProgressLine(0, activity, "Looking at both places")]);
        var watch = Stopwatch.StartNew();
        RepositoryCopyResult result = await new RepositoryOperations(Services)
            .MoveAsync(repository, target, SecretText.PlainOf(SecretKey), p => Show(activity, p), cancellationToken).ConfigureAwait(false);
        Output.Write(new RepositoryMoveView(repository, target, result, watch.Elapsed));
    }

    private void Show(string activity, RepositoryCopyProgress progress) => Output.ShowProgress(
    [
        new ProgressLine(
            0,
            activity,
            $"{Readable.Count(progress.Objects)} of {Readable.Count(progress.AllObjects)} objects",
            progress.AllBytes > 0 ? Math.Min(1, (double)progress.Bytes / progress.AllBytes) : null),
    ]);

    private StoreSettings Target() => ParameterSetName == FolderSet
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

using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The document libraries of a site, each read as the drive that it is.</summary>
internal sealed class Libraries(SiteContext context, FolderWriting folders)
{
    private const string RootState = "driveroot/";

    private readonly DriveRequests _requests = new(context.Graph.Endpoint, context.Graph.Options, context.Requests.Scope.Object!);

    public Task<List<LibraryRecord>> ListAsync(string siteId, CancellationToken cancellationToken) =>
        context.ListAsync(context.Requests.Drives(siteId), LibraryRecord.Read, cancellationToken);

    /// <summary>Prepares a library for being read.</summary>
    /// <param name="library">The library.</param>
    /// <param name="definition">It as a list, which knows its columns; null when the site does not list it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<SiteCollection?> OpenAsync(LibraryRecord library, ListRecord? definition, CancellationToken cancellationToken)
    {
        var description = new FolderDescription(CollectionItemKey.Library + library.Id, library.Name, library.Json)
        {
            Created = library.Created,
            Author = library.Author,
            Definition = definition,
        };
        return await folders.DescribeAsync(description, (history, output, token) => ReadAsync(library, history, output, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The state entries of a library that is gone.</summary>
    public static IEnumerable<SourceChange> Forget(string driveId) => [SiteContext.Forget(DriveContext.StatePrefix + driveId), SiteContext.Forget(RootState + driveId)];

    private async Task ReadAsync(LibraryRecord library, CollectionHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        string root = await FindRootAsync(library.Id, history, output, cancellationToken).ConfigureAwait(false);
        var drive = new DriveContext(context.Graph, _requests, history, output, library.Id, root) { FileVersions = context.Options.FileVersions };
        await new DriveCollection(drive).ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A drive's root never changes: it is asked for once.</summary>
    private async Task<string> FindRootAsync(string driveId, CollectionHistory history, ChangeWriter output, CancellationToken cancellationToken)
    {
        if (await history.FindStateAsync(RootState + driveId, cancellationToken).ConfigureAwait(false) is { Length: > 0 } held)
            return Encoding.UTF8.GetString(held.Span);
        string root = await context.Graph.GetJsonAsync(_requests.Root(driveId), DriveCollection.ReadId, cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(SiteContext.Keep(RootState + driveId, root), cancellationToken).ConfigureAwait(false);
        return root;
    }
}

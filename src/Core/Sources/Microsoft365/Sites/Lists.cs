using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The lists of a site that are no libraries.</summary>
internal sealed class Lists(SiteContext context, string siteId, FolderWriting folders)
{
    private const string StatePrefix = "list/";

    /// <summary>Prepares a list for being read.</summary>
    public async Task<SiteCollection?> OpenAsync(ListRecord list, CancellationToken cancellationToken)
    {
        var description = new FolderDescription(CollectionItemKey.List + list.Id, list.DisplayName, list.Json)
        {
            Created = list.Created,
            Author = list.Author,
            Definition = list,
        };
        return await folders.DescribeAsync(
            description, (history, output, token) => new ListCollection(context, new ListPlace(siteId, list.Id, StatePrefix + list.Id), history, output).ReadAsync(token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The state entry of a list that is gone.</summary>
    public static SourceChange Forget(string listId) => SiteContext.Forget(StatePrefix + listId);
}

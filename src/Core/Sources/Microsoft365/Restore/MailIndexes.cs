using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The index of the folder that is being written to; the last ones are kept, since items come folder by folder.</summary>
internal sealed class MailIndexes(GraphWriter writer, MailPlaces places) : IDisposable
{
    private const int MostKept = 4;

    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly List<(string FolderId, MailIndex Index)> _kept = [];

    public async Task<MailIndex> OfAsync(string folderId, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            int at = _kept.FindIndex(k => k.FolderId == folderId);
            if (at >= 0)
                return _kept[at].Index;
            MailIndex index = await LoadAsync(folderId, cancellationToken).ConfigureAwait(false);
            if (_kept.Count == MostKept)
                _kept.RemoveAt(0);
            _kept.Add((folderId, index));
            return index;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private async Task<MailIndex> LoadAsync(string folderId, CancellationToken cancellationToken)
    {
        var index = new MailIndex();
        string path = $"{places.Folder(folderId)}/messages?$top=500&$select=id,changeKey,internetMessageId&{RestoreMarker.Expand}";
        await foreach (JsonElement found in writer.ListAsync(path, cancellationToken).ConfigureAwait(false))
            index.Add(found.Id(), found.Text("changeKey") ?? "", RestoreMarker.Of(found), found.Text("internetMessageId"));
        return index;
    }
}

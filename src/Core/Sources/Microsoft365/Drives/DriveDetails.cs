using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Completes changes of files and folders with what delta does not tell: permissions (5 resource units a request, so only of items that are shared) and, when wanted, earlier
/// versions. Side by side, in the order given.
/// </summary>
internal sealed class DriveDetails(DriveContext context)
{
    private const int AtOnce = 8;

    private readonly FileVersions _versions = new(context);

    public async Task<IReadOnlyList<SourceChange>> CompleteAsync(IReadOnlyList<DriveItemChange> changes, CancellationToken cancellationToken)
    {
        var completed = new IReadOnlyList<SourceChange>[changes.Count];
        var waiting = new List<int>();
        for (int i = 0; i < changes.Count; i++)
        {
            if (changes[i].AsksPermissions || changes[i].AsksVersions)
                waiting.Add(i);
            else
                completed[i] = [Upsert(changes[i], null, null)];
        }

        var limit = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(waiting, limit, async (i, token) => completed[i] = await CompleteAsync(changes[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. completed.SelectMany(c => c)];
    }

    private async Task<IReadOnlyList<SourceChange>> CompleteAsync(DriveItemChange change, CancellationToken cancellationToken)
    {
        Permissions? permissions = change.AsksPermissions ? await ReadPermissionsAsync(change.Item.Id, cancellationToken).ConfigureAwait(false) : null;
        FileVersionsFound found = change.AsksVersions ? await _versions.CompareAsync(change, cancellationToken).ConfigureAwait(false) : FileVersionsFound.None;
        DriveItemChange complete = change with { Tag = change.Tag with { Version = found.Current ?? change.Tag.Version, Permissions = permissions?.Mark } };
        ContentShortfall? shortfall = permissions?.Shortfall ?? found.Shortfall;
        bool isHeld = complete.IsSame && shortfall is null && complete.Held!.VersionTag == complete.Tag.ToString();
        return isHeld ? found.Changes : [Upsert(complete, permissions?.Json, shortfall), .. found.Changes];
    }

    private SourceChange.Upsert Upsert(DriveItemChange change, byte[]? permissions, ContentShortfall? shortfall)
    {
        DriveItemRecord item = change.Item;
        bool isFolder = item.Is(DriveItemFacets.Folder);
        var version = new ItemVersion
        {
            Key = item.Id,
            Kind = isFolder ? ItemKind.Folder : ItemKind.File,
            ParentKey = context.ParentKeyOf(item),
            Name = item.Name,
            CreatedAt = item.Created,
            ModifiedAt = item.Modified,
            Size = isFolder ? 0 : item.Size,
            VersionTag = change.Tag.ToString(),
            From = item.Author,
        };
        if (!isFolder && !change.ReadsContent)
            version = version with { Content = change.Held!.Content, Size = change.Held.Size, Flags = change.Held.Flags & ItemFlags.Unverified };
        return new SourceChange.Upsert(version, permissions is null ? item.Properties : With(item.Properties, permissions), change.ReadsContent ? new DriveContent(context, item) : null)
        {
            Shortfall = shortfall,
        };
    }

    private async Task<Permissions> ReadPermissionsAsync(string itemId, CancellationToken cancellationToken)
    {
        try
        {
            byte[] json = await context.Graph.GetJsonAsync(context.Requests.Permissions(context.DriveId, itemId), ReadAll, cancellationToken).ConfigureAwait(false);
            return new Permissions(json, Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 6)), null);
        }
        catch (GraphStatusException e) when ((int)e.Status is 403 or 404)
        {
            // What is gone will be told as removed.
            return new Permissions(null, null, e.MeansNotFound ? null : new ContentShortfall(GapReason.PermissionMissing, $"Its sharing permissions may not be read ({e.Error.Code}); the rest is held."));
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            return new Permissions(null, null, new ContentShortfall(e.GapReason, $"Its sharing permissions cannot be read; the rest is held. {e.Message}"));
        }
    }

    /// <summary>The permissions as an array, in an order of their own: the service promises none.</summary>
    private static byte[] ReadAll(ReadOnlySpan<byte> page)
    {
        var reader = new Utf8JsonReader(page);
        JsonElement values = JsonElement.ParseValue(ref reader).Member("value");
        if (values.ValueKind != JsonValueKind.Array)
            throw new JsonException("A page must have a value.");
        IEnumerable<string> all = values.EnumerateArray().Select(p => Encoding.UTF8.GetString(p.Canonical())).Order(StringComparer.Ordinal);
        return Encoding.UTF8.GetBytes($"[{string.Join(',', all)}]");
    }

    private static byte[] With(byte[] properties, byte[] permissions)
    {
        ReadOnlySpan<byte> comma = properties.Length > 2 ? ","u8 : default;
        return [.. properties.AsSpan(0, properties.Length - 1), .. comma, .. "\"permissions\":"u8, .. permissions, .. "}"u8];
    }

    private sealed record Permissions(byte[]? Json, string? Mark, ContentShortfall? Shortfall);
}

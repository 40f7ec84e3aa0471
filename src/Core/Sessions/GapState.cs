using System.Text.Json;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>How gaps travel in an object's source state, so that the next session tries them again.</summary>
internal static class GapState
{
    public const string Prefix = "gap/";

    public static string KeyOf(string itemKey) => Prefix + itemKey;

    public static ReadOnlyMemory<byte> Write(Gap gap) => JsonSerializer.SerializeToUtf8Bytes(new StoredGap(gap.Name, gap.Reason, gap.Message) { Since = gap.Since }, GapStateJson.Default.StoredGap);

    /// <summary>What the object lacks as of a head.</summary>
    /// <exception cref="DataDamagedException">An entry does not parse.</exception>
    public static async Task<List<Gap>> ListAsync(IPersistentCache cache, ResolvedObject target, int head, CancellationToken cancellationToken)
    {
        var gaps = new List<Gap>();
        await foreach ((string key, ReadOnlyMemory<byte> value) in cache.ListStateAsync(target.Cached.Id, head, Prefix, cancellationToken).ConfigureAwait(false))
            gaps.Add(Read(target.Identity.Key, key, value));
        return gaps;
    }

    /// <exception cref="DataDamagedException">The entry does not parse.</exception>
    public static Gap Read(string objectKey, string stateKey, ReadOnlyMemory<byte> value)
    {
        try
        {
            StoredGap stored = JsonSerializer.Deserialize(value.Span, GapStateJson.Default.StoredGap) ?? throw new JsonException();
            return new Gap(objectKey, stateKey[Prefix.Length..], stored.Name, stored.Reason, stored.Message) { Since = stored.Since };
        }
        catch (JsonException e)
        {
            throw new DataDamagedException("Cache.Damaged", "A gap in the cache does not parse.", "Run Sync-BackupRepository -Force to rebuild the cache.", e);
        }
    }
}

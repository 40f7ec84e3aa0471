using System.Text.Json;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Writes damaged restore points again from what the cache and the configuration know of them.</summary>
internal sealed class PointRepair
{
    private readonly VerifiedStore _verified;
    private readonly Dictionary<string, PutRequest> _requests = new(StringComparer.Ordinal);

    /// <summary>Prepares them: the records of what replaces what must be stored before.</summary>
    public PointRepair(RepositoryKeys keys, VerifiedStore verified, IReadOnlyList<StoredRestorePoint> points)
    {
        _verified = verified;
        List<ReplacedPoint> replacements = [];
        foreach (StoredRestorePoint point in points)
        {
            string key = RepositoryLayout.Point(point.Manifest.JobId, point.Manifest.Sequence);
            using SealedObjectWriter writer = new(keys, SealedKind.RestorePoint, ObjectId.Create(), key);
            writer.AddAll(JsonSerializer.SerializeToUtf8Bytes(PointDocument.Of(point.Manifest), FormatJson.Default.PointDocument));
            PutRequest request = PutRequest.Of(key, writer.Finish().ToArray());
            _requests[key] = request;
            replacements.Add(new ReplacedPoint(point.Manifest.JobId, point.Manifest.Sequence, point.Hash, request.Hash));
        }

        Replacements = replacements;
    }

    /// <summary>What replaces what.</summary>
    public IReadOnlyList<ReplacedPoint> Replacements { get; }

    /// <summary>Copies the damaged one aside and stores the new one.</summary>
    public async Task<RepairedObject> ReplaceAsync(StoredDamage damage, Func<string, CancellationToken, Task> copyAside, CancellationToken cancellationToken)
    {
        if (!_requests.TryGetValue(damage.Key, out PutRequest? request))
            return new RepairedObject(damage, false, "Neither cache nor configuration know it: restore it from a copy of the repository, or remove it and the restore points that build on it.");
        await copyAside(damage.Key, cancellationToken);
        await _verified.PutAsync(request, cancellationToken);
        return new RepairedObject(damage, true, "It was written again from the cache.");
    }
}

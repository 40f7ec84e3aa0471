using System.Text.Json.Serialization;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>What is to be deleted once nobody can need it any more, as it is stored (JSON).</summary>
internal sealed record MarkDocument
{
    /// <summary>The newest restore point of each job when the mark was made. What came later is looked at before anything is deleted.</summary>
    public required IReadOnlyList<MarkedJob> Jobs { get; init; }

    /// <summary>Packs of which nothing is needed.</summary>
    public required IReadOnlyList<string> Packs { get; init; }

    /// <summary>Packs whose needed blocks are in other packs already.</summary>
    public required IReadOnlyList<string> Repacked { get; init; }

    /// <summary>Other objects, by their keys.</summary>
    public required IReadOnlyList<string> Objects { get; init; }

    /// <summary>Bytes of all of them.</summary>
    public required long Bytes { get; init; }

    /// <summary>When it was made, by its maker's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many objects will go.</summary>
    [JsonIgnore]
    public int Count => Packs.Count + Repacked.Count + Objects.Count;

    /// <summary>The ids of all packs that go.</summary>
    public IEnumerable<ObjectId> AllPacks() => Packs.Concat(Repacked).Select(IdOf);

    /// <summary>The ids of the packs whose needed blocks were moved.</summary>
    public IEnumerable<ObjectId> RepackedIds() => Repacked.Select(IdOf);

    private static ObjectId IdOf(string text) => ObjectId.TryParse(text, out ObjectId id) ? id : throw Damage.Reference("a mark names no pack");
}

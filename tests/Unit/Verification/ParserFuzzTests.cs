using System.Globalization;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Tests.Repositories;

namespace Veeam365.Backup.Tests.Verification;

/// <summary>
/// Every parser of stored bytes is given thousands of almost valid inputs: it may only return or say that they are damaged, and may not allocate more than its input or the format's
/// limits justify. A failure names its seed: VEEAM365_FUZZ=&lt;seed&gt; runs that one alone.
/// </summary>
public sealed class ParserFuzzTests
{
    private const int Rounds = 3_000;

    // A record or entry of a few bytes becomes an object of a few hundred.
    private const long BytesPerByte = 160;
    private const long Base = 64 << 10;

    // What a frame or block may decompress to, twice (the piece and its content), in pooled arrays that may have to be made.
    private const long Block = 2 * (FormatParameters.BlockMaximum + (64 << 10));

    private static readonly string PackKey = RepositoryLayout.Pack(new ObjectId(5));

    [Fact]
    public void Content_locations() => Fuzz(bytes => ContentLocation.Read(bytes, default, out _), Locations(), Base);

    [Fact]
    public void Records() => Fuzz(bytes => RecordDecoder.ReadFrame(bytes, "k"), [Frame()], Base);

    [Fact]
    public void Index_frames() => Fuzz(
        bytes =>
        {
            IndexCodec.ReadPack(bytes, "k");
            IndexCodec.ReadHeader(bytes, "k");
        },
        [IndexFrame(), IndexHeader()],
        Base);

    [Fact]
    public void Pack_directories() => Fuzz(
        bytes =>
        {
            FormatReader reader = new(bytes, "k");
            PackDirectory.Read(ref reader);
        },
        [IndexFrame()[56..]],
        Base);

    [Fact]
    public void Blocks() => Fuzz(
        bytes =>
        {
            int length = BlockCodec.PlainLength(bytes, "k");
            BlockCodec.Decode(bytes, new byte[length], "k");
        },
        [EncodedBlock(new byte[5_000]), EncodedBlock(RepositoryBench.RandomBytes(500, 1))],
        Block);

    [Fact]
    public void Numbers_and_strings() => Fuzz(
        bytes =>
        {
            FormatReader reader = new(bytes, "k");
            while (reader.Remaining > 0)
            {
                _ = reader.Text();
                _ = reader.Signed();
                _ = reader.Number(1_000);
                _ = reader.Long();
                _ = reader.Bytes();
            }
        },
        [Frame()],
        Base);

    [Fact]
    public void Sealed_objects() => Fuzz(bytes => new SealedObjectReader(RepositoryKeys.Plain, SealedKind.Index, "index/k", bytes).ReadAll().Dispose(), [SealedObject()], Block);

    [Fact]
    public void Sealed_objects_whose_seals_were_made_to_fit() => Fuzz(
        bytes => new SealedObjectReader(RepositoryKeys.Plain, SealedKind.Index, "index/k", Resealed(bytes)).ReadAll().Dispose(), [EncodedBlock(new byte[5_000])], 2 * Block);

    [Fact]
    public void Packs() => Fuzz(bytes => PackReader.Verify(RepositoryKeys.Plain, PackKey, bytes), [Pack()], Block);

    [Fact]
    public void Segment_documents() => Fuzz(
        bytes => _ = FormatJson.Read(bytes, FormatJson.Default.SegmentDocument, "k").ToManifest().Identity.Key, [SegmentJson()], Base);

    [Fact]
    public void Restore_point_documents() => Fuzz(
        bytes => _ = FormatJson.Read(bytes, FormatJson.Default.PointDocument, "k").ToManifest(), [PointJson()], Base);

    [Fact]
    public void Records_of_losses() => Fuzz(bytes => _ = FormatJson.Read(bytes, FormatJson.Default.LossDocument, "k").Losses.IsEmpty, [LossJson()], Base);

    [Fact]
    public void Repository_documents() => Fuzz(bytes => RepositoryDocumentFile.Read(bytes), [DocumentBytes()], Base);

    [Fact]
    public void Repository_documents_whose_check_was_made_to_fit() => Fuzz(
        bytes => _ = FormatJson.Read(bytes, FormatJson.Default.RepositoryDocument, "k").Settings.Retention.Kind, [DocumentBytes()], Base);

    private static void Fuzz(Action<byte[]> parse, IReadOnlyList<byte[]> corpus, long allowed)
    {
        foreach (byte[] valid in corpus)
            Run(parse, valid, "the corpus itself", long.MaxValue / 2);
        bool one = int.TryParse(Environment.GetEnvironmentVariable("VEEAM365_FUZZ"), CultureInfo.InvariantCulture, out int only);
        for (int seed = one ? only : 0; seed < (one ? only + 1 : Rounds); seed++)
            Run(parse, new Mutator(seed).Mutate(corpus[seed % corpus.Count]), $"seed {seed}", allowed);
    }

    private static void Run(Action<byte[]> parse, byte[] bytes, string what, long allowed)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            parse(bytes);
        }
        catch (Exception e) when (e is DataDamagedException or RepositoryException)
        {
            // As it should be.
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e.GetType().Name}: {e.Message} for {Convert.ToHexString(bytes)}\n{e.StackTrace}");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= allowed + (bytes.Length * BytesPerByte), $"{what}: {allocated} bytes allocated for {bytes.Length}: {Convert.ToHexString(bytes)}");
    }

    private static List<byte[]> Locations()
    {
        ChunkPlace place = new(new ObjectId(3), 28, 1_000, 0, 900);
        using PooledBuffer list = new();
        ContentLocation.WriteList(list, 1, [new ChunkEntry(place, Sha256Hash.Of([1]), 5_000), new ChunkEntry(place with { Pack = new ObjectId(4) }, Sha256Hash.Of([2]), 100)]);
        return [ContentLocation.Single(place), list.Span.ToArray()];
    }

    private static byte[] Frame()
    {
        using PooledBuffer frame = new();
        RecordEncoder encoder = new(frame);
        ContentReference content = new(900, Sha256Hash.Of([1]), Locations()[0]);
        for (int i = 0; i < 3; i++)
        {
            encoder.Write(new ChangeRecord.Upserted(RepositoryBench.Version("item" + i) with
            {
                Content = content,
                Properties = content,
                CreatedAt = DateTimeOffset.UnixEpoch.AddDays(i),
                ModifiedAt = DateTimeOffset.UnixEpoch.ToOffset(TimeSpan.FromHours(i)),
                From = "a",
                To = "b\ud800",
                Size = 900,
                VersionTag = "x",
                Flags = ItemFlags.IsRead,
            }));
        }

        encoder.Write(new ChangeRecord.Removed("gone"));
        encoder.Write(new ChangeRecord.StateChanged("state", new byte[] { 1, 2, 3 }));
        encoder.Write(new ChangeRecord.StateChanged("state", null));
        return frame.Span.ToArray();
    }

    private static IndexedPack Described() => new(new ObjectId(5), 5_000, Sha256Hash.Of([5]),
    [
        new DirectoryBlock(28, 500, 800, [new BlockChunk(Sha256Hash.Of([6]), 300), new BlockChunk(Sha256Hash.Of([7]), 500)]),
        new DirectoryBlock(528, 30_000, 40_000, [new BlockChunk(Sha256Hash.Of([8]), 40_000)]),
    ]);

    private static byte[] IndexFrame()
    {
        using PooledBuffer frame = new();
        IndexCodec.WritePack(frame, Described());
        return frame.Span.ToArray();
    }

    private static byte[] IndexHeader()
    {
        using PooledBuffer frame = new();
        IndexCodec.WriteHeader(frame, [new ObjectId(1), new ObjectId(2)]);
        return frame.Span.ToArray();
    }

    private static byte[] EncodedBlock(byte[] content) => BlockCodec.Encode((byte[])[.. new byte[BlockCodec.Prefix], .. content], new byte[content.Length + BlockCodec.Prefix]).ToArray();

    private static byte[] SealedObject()
    {
        using SealedObjectWriter writer = new(RepositoryKeys.Plain, SealedKind.Index, new ObjectId(9), "index/k");
        writer.AddOne(Frame());
        writer.AddOne(new byte[2_000]);
        return writer.Finish().ToArray();
    }

    /// <summary>An object with one frame of these bytes as its block, sealed as a writer of a plain repository could.</summary>
    private static byte[] Resealed(byte[] block)
    {
        using PooledBuffer stored = new();
        ObjectHeader.Write(stored, SealedKind.Index, new ObjectId(9));
        ObjectSeal seal = RepositoryKeys.Plain.SealOf(SealedKind.Index, new ObjectId(9), "index/k");
        stored.Fixed32((uint)(block.Length + ObjectSeal.Overhead));
        seal.Seal(0, last: true, block, stored.GetSpan(block.Length + ObjectSeal.Overhead));
        stored.Advance(block.Length + ObjectSeal.Overhead);
        return stored.Span.ToArray();
    }

    private static byte[] Pack()
    {
        OpenPack pack = new(RepositoryKeys.Plain, new byte[100_000]);
        byte[] block = EncodedBlock(RepositoryBench.RandomBytes(700, 3));
        BlockPlace place = pack.Reserve(block.Length + ObjectSeal.Overhead, 700, [new BlockChunk(Sha256Hash.Of(RepositoryBench.RandomBytes(700, 3)), 700)]);
        pack.Seal.Seal(place.Offset, last: false, block, pack.Buffer.AsSpan(place.Offset, place.Stored));
        pack.Filling();
        pack.Close();
        using PooledBuffer tail = new();
        PackSealer.Complete(pack, tail);
        return [.. pack.Bytes, .. tail.Span];
    }

    private static byte[] SegmentJson() => JsonSerializer.SerializeToUtf8Bytes(
        SegmentDocument.Of(
            new ObjectWriteStart(RepositoryBench.Identity("u"), 2, SegmentKind.Incremental, new SegmentReference(RepositoryBench.Identity("u").Key, 1, "00000001-x", Sha256Hash.Of([1]))),
            [new SegmentLink(1, "00000001-x", Sha256Hash.Of([1]))],
            [new SegmentPartInfo(5, Sha256Hash.Of([2]), 3)],
            3),
        FormatJson.Default.SegmentDocument);

    private static byte[] PointJson() => JsonSerializer.SerializeToUtf8Bytes(
        PointDocument.Of(RepositoryBench.Point(2, null, new SegmentReference(RepositoryBench.Identity("u").Key, 1, "00000001-x", Sha256Hash.Of([1]))) with
        {
            Gaps = [new Gap("k", "i", "n", GapReason.SourceError, "m")],
            ParentHash = Sha256Hash.Of([3]),
        }),
        FormatJson.Default.PointDocument);

    private static byte[] LossJson() => JsonSerializer.SerializeToUtf8Bytes(
        new LossDocument(DateTimeOffset.UnixEpoch, new RepositoryLosses
        {
            Items = [new LostItem("k", "i", Sha256Hash.Of([1]))],
            Chains = [new LostChain("k", 1, 2)],
            Points = [new ReplacedPoint(Guid.Empty, 1, Sha256Hash.Of([1]), Sha256Hash.Of([2]))],
            StoredObjects = ["packs/00/x"],
        }),
        FormatJson.Default.LossDocument);

    private static byte[] DocumentBytes() => RepositoryDocumentFile.Write(new RepositoryDocument
    {
        Format = RepositoryDocument.FormatName,
        Version = FormatParameters.Version,
        Id = Guid.Empty,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Cutting = new CuttingDocument("fastcdc-v1", 1, 2, 3, 4, 5),
        Key = new KeyDocument("pbkdf2-sha256", 1, [1, 2, 3], "aes-256-gcm", [4], [5]),
        Settings = new RepositorySettings(),
        Store = new StoreDocument(true, true, true),
        Check = "",
    });
}

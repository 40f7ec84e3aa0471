using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

public sealed class DamageTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("p")]
    public async Task Every_flipped_bit_and_every_cut_is_detected_and_named(string? password)
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync(password);
        StoredRestorePoint point = await FaultTests.SessionAsync(bench, FaultTests.Contents(1), null);
        await using FolderStore store = new(bench.Root);
        RepositoryKeys keys = await KeysAsync(bench, password);
        Random random = new(1);
        List<string> files = [];
        await foreach (StoredObject found in store.ListAsync("", null, default))
            files.Add(found.Key);
        Assert.Equal(6, files.Count);
        foreach (string key in files)
        {
            string path = Path.Combine(bench.Root, key);
            byte[] good = await File.ReadAllBytesAsync(path);
            await VerifyAsync(store, keys, key);
            int step = key == RepositoryLayout.Document ? 1 : Math.Max(1, good.Length / 60);
            for (int at = 0; at < good.Length; at += step)
                await AssertDamagedAsync(store, keys, key, path, Flipped(good, at, random.Next(8)));
            for (int at = Math.Max(0, good.Length - 90); at < good.Length; at += 3)
                await AssertDamagedAsync(store, keys, key, path, Flipped(good, at, random.Next(8)));
            foreach (int length in new[] { 0, 1, 27, 28, 30, good.Length / 2, good.Length - 25, good.Length - 1 })
                await AssertDamagedAsync(store, keys, key, path, good[..Math.Clamp(length, 0, good.Length - 1)]);
            await AssertDamagedAsync(store, keys, key, path, [.. good, 0]);
            await File.WriteAllBytesAsync(path, good);
        }

        await FaultTests.ReadWholeAsync(bench, point);
    }

    [Fact]
    public async Task Objects_that_are_exchanged_for_others_are_detected()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync("p");
        StoredRestorePoint first = await FaultTests.SessionAsync(bench, FaultTests.Contents(1), null);
        await FaultTests.SessionAsync(bench, FaultTests.Contents(2), first);
        string[] packs = bench.Files("packs");
        string[] points = [.. bench.Files("points").Order(StringComparer.Ordinal)];
        File.Copy(packs[0], packs[1], overwrite: true);
        File.Copy(points[0], points[1], overwrite: true);

        await Assert.ThrowsAsync<DataDamagedException>(() => bench.ListPointsAsync());
        await using FolderStore store = new(bench.Root);
        RepositoryKeys keys = await KeysAsync(bench, "p");
        await Assert.ThrowsAsync<DataDamagedException>(() => VerifyAsync(store, keys, Path.GetRelativePath(bench.Root, packs[1])));
    }

    [Fact]
    public async Task Damaged_content_is_never_returned_and_the_pack_is_named()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync("p");
        SegmentReference segment;
        await using (IRepositoryWriter writer = bench.NewWriter())
            segment = await RepositoryBench.WriteAsync(writer, "u", FaultTests.Contents(1));
        string pack = Assert.Single(bench.Files("packs"));
        byte[] good = await File.ReadAllBytesAsync(pack);
        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);
        for (int at = 28; at < good.Length - 400; at += good.Length / 40)
        {
            await File.WriteAllBytesAsync(pack, Flipped(good, at, 3));
            await bench.ReopenAsync();
            int damaged = 0;
            foreach (ChangeRecord record in records)
            {
                try
                {
                    await bench.ReadContentAsync(record);
                }
                catch (DataDamagedException e)
                {
                    Assert.Contains("packs/" + Path.GetFileName(pack)[..2], e.Message, StringComparison.Ordinal);
                    damaged++;
                }
            }

            Assert.InRange(damaged, 1, 2);
        }
    }

    [Fact]
    public async Task A_forged_reference_is_an_error_and_nothing_else()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        SegmentReference segment;
        await using (IRepositoryWriter writer = bench.NewWriter())
            segment = await RepositoryBench.WriteAsync(writer, "u", FaultTests.Contents(1));
        Random random = new(3);
        foreach (ChangeRecord.Upserted record in (await bench.ReadRecordsAsync(segment)).Cast<ChangeRecord.Upserted>())
        {
            ContentReference content = record.Version.Content!;
            for (int round = 0; round < 500; round++)
            {
                byte[] location = content.Location.ToArray();
                location[random.Next(location.Length)] ^= (byte)(1 << random.Next(8));
                if (random.Next(4) == 0)
                    location = location[..random.Next(location.Length)];
                await AssertNeverWrongAsync(bench, content with { Location = location }, content);
            }

            await AssertNeverWrongAsync(bench, content with { Length = content.Length + 1 }, content);
            await AssertNeverWrongAsync(bench, content with { Hash = Sha256Hash.Of([9]) }, content);
        }
    }

    [Fact]
    public void Random_bytes_are_never_more_than_damage_to_any_parser()
    {
        Random random = new(5);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (random.Next(2) == 0)
                bytes.AsSpan().Replace((byte)128, (byte)1);
            OnlyDamage(() => ContentLocation.Read(bytes, default, out _));
            OnlyDamage(() => RecordDecoder.ReadFrame(bytes, "k"));
            OnlyDamage(() => IndexCodec.ReadHeader(bytes, "k"));
            OnlyDamage(() => IndexCodec.ReadPack(bytes, "k"));
            OnlyDamage(() => BlockCodec.PlainLength(bytes, "k"));
            OnlyDamage(() => _ = new SealedObjectReader(RepositoryKeys.Plain, SealedKind.Index, "k", bytes));
        }
    }

    private static void OnlyDamage(Action parse)
    {
        try
        {
            parse();
        }
        catch (DataDamagedException)
        {
            // As it should be.
        }
    }

    private static async Task AssertNeverWrongAsync(RepositoryBench bench, ContentReference forged, ContentReference real)
    {
        try
        {
            byte[] read = await RepositoryBench.ReadAllAsync(await bench.Repository.OpenContentAsync(forged, default));
            Assert.Equal(real.Hash, Sha256Hash.Of(read));
        }
        catch (DataDamagedException)
        {
            // As it should be.
        }
    }

    private static byte[] Flipped(byte[] good, int at, int bit)
    {
        byte[] bad = [.. good];
        bad[at] ^= (byte)(1 << bit);
        return bad;
    }

    private static async Task AssertDamagedAsync(FolderStore store, RepositoryKeys keys, string key, string path, byte[] bad)
    {
        await File.WriteAllBytesAsync(path, bad);
        BackupException error = await Assert.ThrowsAnyAsync<BackupException>(() => VerifyAsync(store, keys, key));
        // A bit in the version's digit makes it another version: refused, too.
        if (error.ErrorId != "Repository.FormatVersion")
        {
            Assert.IsType<DataDamagedException>(error);
            Assert.Contains(key, error.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<RepositoryKeys> KeysAsync(RepositoryBench bench, string? password)
    {
        RepositoryDocument document = RepositoryDocumentFile.Read(await File.ReadAllBytesAsync(Path.Combine(bench.Root, RepositoryLayout.Document)));
        return password is null ? RepositoryKeys.Plain : RepositoryKeys.From(PasswordLock.Unwrap(document.Key!, password, document.Id));
    }

    private static async Task VerifyAsync(FolderStore store, RepositoryKeys keys, string key)
    {
        byte[] stored = await store.ReadWholeAsync(key, FormatParameters.ObjectMaximum, default);
        if (key is RepositoryLayout.Document or RepositoryLayout.DocumentCopy)
            RepositoryDocumentFile.Read(stored, key);
        else if (key.StartsWith(RepositoryLayout.Packs, StringComparison.Ordinal))
            PackReader.Verify(keys, key, stored);
        else
            new SealedObjectReader(keys, KindOf(key), key, stored).ReadAll().Dispose();
    }

    private static SealedKind KindOf(string key) => key[..key.IndexOf('/', StringComparison.Ordinal)] switch
    {
        "index" => SealedKind.Index,
        "points" => SealedKind.RestorePoint,
        _ => key.EndsWith(".m", StringComparison.Ordinal) ? SealedKind.SegmentManifest : SealedKind.SegmentPart,
    };
}

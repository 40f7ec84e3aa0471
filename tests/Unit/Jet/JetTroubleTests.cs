using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.Jet;
using Veeam365.Backup.Core.Repositories.Jet.Esent;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Tests.Repositories;

namespace Veeam365.Backup.Tests.Jet;

/// <summary>Locked and damaged databases, a full disk, and what people are told.</summary>
public sealed class JetTroubleTests : IDisposable
{
    private static readonly JetOptions Impatient = new() { Patience = TimeSpan.Zero };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_repository_that_another_process_has_open_is_said_to_be_in_use()
    {
        await using IObjectStore first = await FilledAsync();
        // Another list of open repositories is what another process has.
        await using JetStore second = new(EsentEngine.SettingsOf(_folder.Root), new JetFolders(), Impatient);

        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(() => second.HeadAsync("a", default));

        Assert.Equal("Repository.JetInUse", error.ErrorId);
        Assert.Contains("JET_errFileAccessDenied", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await first.HeadAsync("a", default));
    }

    [Fact]
    public async Task Who_is_patient_gets_a_repository_when_the_other_process_has_closed_it()
    {
        IObjectStore first = await FilledAsync();
        await using JetStore second = new(EsentEngine.SettingsOf(_folder.Root), new JetFolders(), new JetOptions { Patience = TimeSpan.FromSeconds(30), Pause = TimeSpan.FromMilliseconds(10) });
        Task<StoredObject?> waiting = second.HeadAsync("a", default);
        await first.DisposeAsync();
        Assert.NotNull(await waiting);
    }

    [Fact]
    public async Task Two_who_open_a_repository_in_one_process_share_it()
    {
        IObjectStore first = await FilledAsync();
        IObjectStore second = Open();
        await second.PutAsync(PutRequest.Of("b", new byte[] { 2 }), default);
        await first.DisposeAsync();
        Assert.NotNull(await second.HeadAsync("a", default));
        await second.DisposeAsync();
        await second.DisposeAsync();
        await using IObjectStore third = Open();
        Assert.NotNull(await third.HeadAsync("b", default));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_damage_and_other_years_stay_readable()
    {
        string good = RepositoryLayout.Pack(ObjectId.CreateIn(2020));
        string bad = RepositoryLayout.Pack(ObjectId.CreateIn(2021));
        await using (IObjectStore store = await FilledAsync())
        {
            await store.PutAsync(PutRequest.Of(good, new byte[] { 1 }), default);
            await store.PutAsync(PutRequest.Of(bad, new byte[] { 2 }), default);
        }

        string file = Path.Combine(_folder.Root, "2021", "repository.adb");
        byte[] bytes = await File.ReadAllBytesAsync(file);
        new Random(1).NextBytes(bytes.AsSpan(0, Math.Min(bytes.Length, 64 << 10)));
        await File.WriteAllBytesAsync(file, bytes);

        await using IObjectStore opened = Open();
        Assert.Equal([1], await opened.ReadWholeAsync(good, 10, default));
        BackupException error = await Assert.ThrowsAnyAsync<BackupException>(() => opened.ReadWholeAsync(bad, 10, default));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JetSetColumn")]
    [InlineData("JetUpdate")]
    [InlineData("JetCommitTransaction")]
    public async Task A_disk_that_is_full_at_any_step_stores_nothing_of_the_object_and_harms_no_other(string function)
    {
        await using IObjectStore store = await FilledAsync();
        EsentEngine.Fail(_folder.Root, function, after: 0, (int)EsentError.errDiskFull);

        StoreFullException error = await Assert.ThrowsAsync<StoreFullException>(() => store.PutAsync(PutRequest.Of("b", new byte[100]), default));

        Assert.Equal("Store.Full", error.ErrorId);
        Assert.Null(await store.HeadAsync("b", default));
        Assert.Equal([1], await store.ReadWholeAsync("a", 10, default));
        await store.PutAsync(PutRequest.Of("b", new byte[100]), default);
        Assert.NotNull(await store.HeadAsync("b", default));
    }

    [Fact]
    public async Task A_file_in_which_the_engine_finds_no_room_is_followed_by_the_next()
    {
        await using IObjectStore store = await FilledAsync();
        EsentEngine.Fail(_folder.Root, "JetUpdate", after: 0, (int)EsentError.errOutOfDatabaseSpace);
        await store.PutAsync(PutRequest.Of("b", new byte[] { 2 }), default);
        Assert.True(File.Exists(Path.Combine(_folder.Root, "repository-2.adb")));
        Assert.Equal([1], await store.ReadWholeAsync("a", 10, default));
        Assert.Equal([2], await store.ReadWholeAsync("b", 10, default));
    }

    [Fact]
    public async Task A_damaged_page_costs_what_is_on_it_and_is_found_by_a_validation()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync(place: BenchPlace.Jet);
        byte[][] contents = [.. Enumerable.Range(0, 4).Select(i => RepositoryBench.RandomBytes(300_000, i))];
        SegmentReference segment;
        await using (IRepositoryWriter writer = bench.NewWriter())
            segment = await RepositoryBench.WriteAsync(writer, "u", contents);
        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);
        EsentEngine.Damage(Path.Combine(bench.Root, DateTime.UtcNow.Year.ToString(System.Globalization.CultureInfo.InvariantCulture)), 450_000);

        // The second of four blocks.
        await bench.ReopenAsync();
        Assert.Equal(contents[0], await bench.ReadContentAsync(records[0]));
        await Assert.ThrowsAsync<DataDamagedException>(() => bench.ReadContentAsync(records[1]));
        Assert.Equal(contents[2], await bench.ReadContentAsync(records[2]));
        Assert.Equal(contents[3], await bench.ReadContentAsync(records[3]));
        EsentEngine.Damage("", -1);
        await bench.ReopenAsync();
        Assert.Equal(contents[1], await bench.ReadContentAsync(records[1]));
    }

    [Fact]
    public async Task Compacting_on_a_full_disk_leaves_everything_as_it_was()
    {
        await using IObjectStore store = await FilledAsync();
        EsentEngine.Fail(_folder.Root, "JetCompactW", after: 0, (int)EsentError.errDiskFull);
        await Assert.ThrowsAsync<StoreFullException>(() => store.CompactAsync(static _ => { }, default));
        Assert.Equal([1], await store.ReadWholeAsync("a", 10, default));
        await store.PutAsync(PutRequest.Of("b", new byte[] { 2 }), default);
        await store.CompactAsync(static _ => { }, default);
        Assert.Equal([2], await store.ReadWholeAsync("b", 10, default));
    }

    [Theory]
    [InlineData(EsentError.errDiskFull, typeof(StoreFullException), "Store.Full")]
    [InlineData(EsentError.errLogDiskFull, typeof(StoreFullException), "Store.Full")]
    [InlineData(EsentError.errFileAccessDenied, typeof(RepositoryException), "Repository.JetInUse")]
    [InlineData(EsentError.errReadVerifyFailure, typeof(DataDamagedException), "Data.JetDamaged")]
    [InlineData(EsentError.errDatabaseCorrupted, typeof(DataDamagedException), "Data.JetDamaged")]
    [InlineData(EsentError.errDatabaseDirtyShutdown, typeof(RepositoryException), "Repository.JetNotRecovered")]
    [InlineData(EsentError.errMissingLogFile, typeof(RepositoryException), "Repository.JetNotRecovered")]
    [InlineData(EsentError.errOutOfSessions, typeof(RepositoryException), "Repository.JetFailed")]
    internal void An_error_of_the_engine_becomes_one_of_ours_that_names_file_and_code(EsentError code, Type type, string id)
    {
        BackupException error = JetErrors.Translate(new EsentException((int)code, "JetX"), "/d/repository.adb", "read");
        Assert.IsType(type, error);
        Assert.Equal(id, error.ErrorId);
        if (error is not StoreFullException)
            Assert.Contains($"JET_{code} ({(int)code})", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RecommendedAction);
        Assert.Equal(code, Assert.IsType<EsentException>(error.InnerException).Error);
    }

    [Fact]
    public void A_conflict_of_two_writers_is_worth_another_try() =>
        Assert.True(StoreFault.IsTransient(JetErrors.Translate(new EsentException((int)EsentError.errWriteConflict, "JetUpdate"), "f", "written")));

    [Fact]
    public void An_error_without_a_name_is_told_by_its_number() =>
        Assert.Contains("JET error (-1999)", new EsentException(-1999, "JetX").Message, StringComparison.Ordinal);

    private IObjectStore Open() => new JetStore(EsentEngine.SettingsOf(_folder.Root), JetFolders.OfProcess, Impatient);

    private async Task<IObjectStore> FilledAsync()
    {
        IObjectStore store = Open();
        await store.PutAsync(PutRequest.Of("a", new byte[] { 1 }), default);
        return store;
    }
}

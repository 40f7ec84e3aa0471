using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Tries what a repository needs of a store, on objects of its own below "probe/", and finds out which promises it keeps.</summary>
internal sealed class StoreProbe(IObjectStore store)
{
    private const string Folder = "probe/";
    private readonly List<RepositoryCheck> _checks = [];
    private readonly string _key = NewKey();
    private bool _conditional;
    private bool _storedChecksum;
    private bool _checksumOnPut;
    private bool _versioned;

    /// <summary>True for an object that a probe, perhaps one that was interrupted, left.</summary>
    public static bool IsProbe(string key) => key.StartsWith(Folder, StringComparison.Ordinal);

    /// <summary>A key for something to be tried.</summary>
    public static string NewKey() => Folder + Guid.NewGuid().ToString("N");

    /// <summary>Removes what earlier probes left, but for what is still locked.</summary>
    public static async Task TidyAsync(IObjectStore store, DateTimeOffset before, CancellationToken cancellationToken)
    {
        List<string> left = [];
        await foreach (StoredObject found in store.ListAsync(Folder, null, cancellationToken))
        {
            if (found.ModifiedAt < before)
                left.Add(found.Key);
        }

        foreach (string key in left)
        {
            try
            {
                await store.DeleteAsync(key, cancellationToken);
            }
            catch (RepositoryException e) when (e.ErrorId == StoreFault.ObjectLockedId)
            {
                // A later probe removes it.
            }
        }
    }

    /// <summary>Probes; the first thing that fails ends it.</summary>
    /// <exception cref="BackupException">Something that a repository needs does not work.</exception>
    public async Task<ProbeResult> RunAsync(CancellationToken cancellationToken)
    {
        ProbeResult result = await RunChecksAsync(cancellationToken);
        foreach (RepositoryCheck check in result.Checks)
        {
            if (!check.Succeeded)
                throw check.Error!;
        }

        return result;
    }

    /// <summary>Probes; what fails is in the result.</summary>
    public async Task<ProbeResult> RunChecksAsync(CancellationToken cancellationToken)
    {
        byte[] content = RandomNumberGenerator.GetBytes(1024);
        bool goesOn = await TryAsync("List", () => ListAsync(cancellationToken))
            && await TryAsync("Write", () => WriteAsync(content, cancellationToken))
            && await TryAsync("Read", () => ReadBackAsync(content, cancellationToken))
            && await TryAsync("ConditionalWrite", () => WriteIfAbsentAsync(content, cancellationToken))
            && await TryAsync("Checksum", () => WriteWrongAsync(content, cancellationToken));
        await TryAsync("Delete", () => DeleteAsync(goesOn, cancellationToken));
        return new ProbeResult(_checks, new StoreCapabilities(_conditional, _storedChecksum, _checksumOnPut, ObjectLock: false, _versioned));
    }

    private static RepositoryException Broken(string what) => new(
        "Repository.StoreBroken", $"The store does not do what a repository needs: {what}.", "Use another store, or ask its vendor.");

    private async Task<bool> TryAsync(string name, Func<Task<string>> check)
    {
        try
        {
            _checks.Add(new RepositoryCheck(name, true, await check()));
            return true;
        }
        catch (BackupException e)
        {
            _checks.Add(new RepositoryCheck(name, false, e.Message, e));
            return false;
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        await foreach (StoredObject _ in store.ListAsync("", null, cancellationToken))
            return "The store can be listed; it is not empty.";
        return "The store can be listed; it is empty.";
    }

    private async Task<string> WriteAsync(byte[] content, CancellationToken cancellationToken)
    {
        await store.PutAsync(PutRequest.Of(_key, content), cancellationToken);
        _versioned = await store.KeepsVersionsAsync(_key, cancellationToken);
        return _versioned ? "An object was written; the store keeps earlier versions." : "An object was written.";
    }

    private async Task<string> ReadBackAsync(byte[] content, CancellationToken cancellationToken)
    {
        byte[] whole = await store.ReadWholeAsync(_key, 1 << 20, cancellationToken);
        byte[] part = new byte[100];
        int read = await store.ReadAsync(_key, 500, part, cancellationToken);
        StoredObject? head = await store.HeadAsync(_key, cancellationToken);
        if (!content.AsSpan().SequenceEqual(whole) || read != part.Length || !content.AsSpan(500, 100).SequenceEqual(part) || head?.Size != content.Length)
            throw Broken("what was written does not come back as it was");
        _storedChecksum = head.Hash == Sha256Hash.Of(content);
        return _storedChecksum ? "It came back as it was, and the store keeps its checksum." : "It came back as it was; the store keeps no checksum, so objects are read back after writing.";
    }

    private async Task<string> WriteIfAbsentAsync(byte[] content, CancellationToken cancellationToken)
    {
        byte[] other = RandomNumberGenerator.GetBytes(64);
        bool exists;
        try
        {
            exists = await store.PutAsync(PutRequest.Of(_key, other, ifAbsent: true), cancellationToken) == PutResult.Exists;
        }
        catch (RepositoryException e) when (e.ErrorId == "Repository.NotSupported")
        {
            return "The store refuses conditional writes; two sessions of one job must not commit at the same time.";
        }

        byte[] now = await store.ReadWholeAsync(_key, 1 << 20, cancellationToken);
        _conditional = exists && now.AsSpan().SequenceEqual(content);
        return _conditional
            ? "A conditional write of an existing object was refused, as it should be."
            : _versioned
                ? "The store ignores conditions on writes; its versions tell who wrote first."
                : "The store ignores conditions on writes; two sessions of one job must not commit at the same time.";
    }

    private async Task<string> WriteWrongAsync(byte[] content, CancellationToken cancellationToken)
    {
        PutRequest wrong = PutRequest.Of(_key, content) with { Hash = Sha256Hash.Of([1]) };
        try
        {
            await store.PutAsync(wrong, cancellationToken);
        }
        catch (RepositoryException)
        {
            _checksumOnPut = true;
            return "An object with a wrong checksum was refused, as it should be.";
        }

        return "The store does not compare checksums; objects are compared after writing.";
    }

    private async Task<string> DeleteAsync(bool wrote, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(_key, cancellationToken);
        if (wrote && await store.HeadAsync(_key, cancellationToken) is not null)
            throw Broken("a deleted object is still there");
        return "The object was deleted.";
    }
}

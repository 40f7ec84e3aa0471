using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Creates, opens and tests repositories in folders and buckets.</summary>
public sealed class ObjectStorageRepositoryFactory : IRepositoryFactory
{
    private const int DocumentMaximum = 1 << 20;
    private readonly IObjectStoreFactory _stores;

    /// <summary>Creates the factory.</summary>
    public ObjectStorageRepositoryFactory()
        : this(new ObjectStoreFactory())
    {
    }

    /// <summary>Creates the factory over other stores.</summary>
    internal ObjectStorageRepositoryFactory(IObjectStoreFactory stores) => _stores = stores;

    /// <summary>The times of leases in repositories it opens.</summary>
    internal LeaseOptions Leases { get; init; } = new();

    /// <inheritdoc/>
    public async Task<RepositoryDescription> CreateAsync(Guid id, StoreSettings store, RepositorySettings settings, RepositoryCredential credential, CancellationToken cancellationToken)
    {
        await using IObjectStore place = _stores.Open(store, credential.StoreSecret, capabilities: null);
        StoreCapabilities found = (await new StoreProbe(place).RunAsync(cancellationToken)).Capabilities;
        await RequireEmptyAsync(place, store, cancellationToken);
        RepositoryDocument document = NewDocument(id, settings, credential.Password, found);
        PutRequest request = PutRequest.Of(RepositoryLayout.Document, RepositoryDocumentFile.Write(document));
        await using IObjectStore known = _stores.Open(store, credential.StoreSecret, found);
        if (!await new VerifiedStore(known).PutIfAbsentAsync(request, cancellationToken))
            throw Occupied(store);
        return Describe(document);
    }

    /// <inheritdoc/>
    public async Task<IBackupRepository> OpenAsync(StoreSettings store, RepositoryCredential credential, CancellationToken cancellationToken)
    {
        RepositoryDocument document = await ReadDocumentAsync(store, credential, cancellationToken);
        RepositoryKeys keys = OpenKeys(document, credential.Password);
        StoreCapabilities found = new(document.Store.ConditionalPut, document.Store.StoredChecksum, document.Store.ChecksumOnPut);
        return new ObjectStorageRepository(_stores.Open(store, credential.StoreSecret, found), keys, Describe(document)) { Leases = Leases };
    }

    /// <inheritdoc/>
    public async Task<RepositoryTestResult> TestAsync(StoreSettings store, RepositoryCredential credential, CancellationToken cancellationToken)
    {
        List<RepositoryCheck> checks = [];
        try
        {
            await using IObjectStore place = _stores.Open(store, credential.StoreSecret, capabilities: null);
            checks.AddRange((await new StoreProbe(place).RunChecksAsync(cancellationToken)).Checks);
        }
        catch (BackupException e)
        {
            checks.Add(new RepositoryCheck("Reach", false, e.Message, e));
        }

        if (checks.TrueForAll(static c => c.Succeeded))
            checks.Add(await TryOpenAsync(store, credential, cancellationToken));
        return new RepositoryTestResult(checks);
    }

    private static RepositoryDocument NewDocument(Guid id, RepositorySettings settings, string? password, StoreCapabilities found)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        return new RepositoryDocument
        {
            Format = RepositoryDocument.FormatName,
            Version = FormatParameters.Version,
            Id = id,
            CreatedAt = DateTimeOffset.UtcNow,
            Cutting = new CuttingDocument(
                "fastcdc-v1",
                FormatParameters.ChunkMinimum,
                FormatParameters.ChunkAverage,
                FormatParameters.ChunkMaximum,
                FormatParameters.GatherSize,
                FormatParameters.DedupMinimum),
            Key = string.IsNullOrEmpty(password) ? null : PasswordLock.Wrap(key, password, id),
            Settings = settings,
            Store = new StoreDocument(found.ConditionalPut, found.StoredChecksum, found.ChecksumOnPut),
            Check = "",
        };
    }

    private static RepositoryDescription Describe(RepositoryDocument document) =>
        new(document.Id, document.Version, document.Key is not null, document.CreatedAt, document.Settings);

    private static RepositoryKeys OpenKeys(RepositoryDocument document, string? password)
    {
        if (document.Key is null)
            return RepositoryKeys.Plain;
        if (string.IsNullOrEmpty(password))
            throw new RepositoryException("Repository.PasswordMissing", "The repository is encrypted and no password was given.", "Give the repository's password.");
        return RepositoryKeys.From(PasswordLock.Unwrap(document.Key, password, document.Id));
    }

    private static ConflictException Occupied(StoreSettings store) => new(
        "Repository.Occupied", $"{store.Display} holds a repository or other data already.", "Add the existing repository, or choose an empty folder or another prefix.");

    private static async Task RequireEmptyAsync(IObjectStore place, StoreSettings store, CancellationToken cancellationToken)
    {
        if (store is FolderStoreSettings folder && FolderStore.HoldsForeignFiles(folder.Path))
            throw Occupied(store);
        await foreach (StoredObject found in place.ListAsync("", null, cancellationToken))
        {
            if (!StoreProbe.IsProbe(found.Key))
                throw Occupied(store);
        }
    }

    private async Task<RepositoryCheck> TryOpenAsync(StoreSettings store, RepositoryCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            await using IBackupRepository repository = await OpenAsync(store, credential, cancellationToken);
            return new RepositoryCheck("Open", true, $"Repository {repository.Description.Id} of format version {repository.Description.FormatVersion}.");
        }
        catch (RepositoryException e) when (e.ErrorId == "Repository.Missing")
        {
            return new RepositoryCheck("Open", true, "There is no repository yet; one can be created.");
        }
        catch (BackupException e)
        {
            return new RepositoryCheck("Open", false, e.Message, e);
        }
    }

    private async Task<RepositoryDocument> ReadDocumentAsync(StoreSettings store, RepositoryCredential credential, CancellationToken cancellationToken)
    {
        await using IObjectStore place = _stores.Open(store, credential.StoreSecret, capabilities: null);
        try
        {
            return RepositoryDocumentFile.Read(await place.ReadWholeAsync(RepositoryLayout.Document, DocumentMaximum, cancellationToken));
        }
        catch (StoreObjectMissingException e)
        {
            throw new RepositoryException("Repository.Missing", $"There is no repository in {store.Display}.", "Create one, or correct the address.", e);
        }
    }
}

using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Jet;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Creates, opens and tests repositories in folders, buckets and JET databases.</summary>
public sealed class ObjectStorageRepositoryFactory : IRepositoryFactory, IRepositoryMover
{
    private readonly IObjectStoreFactory _stores;
    private readonly TimeProvider _clock;
    private readonly int _passwordRounds;

    /// <summary>Creates the factory.</summary>
    public ObjectStorageRepositoryFactory()
        : this(new ObjectStoreFactory())
    {
    }

    /// <summary>Creates the factory over other stores, with another clock, or with another cost of passwords.</summary>
    internal ObjectStorageRepositoryFactory(IObjectStoreFactory stores, TimeProvider? clock = null, int passwordRounds = PasswordLock.DefaultRounds)
    {
        _passwordRounds = passwordRounds;
        _stores = stores;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>The times of leases in repositories it opens.</summary>
    internal LeaseOptions Leases { get; init; } = new();

    /// <inheritdoc/>
    public async Task<RepositoryDescription> CreateAsync(Guid id, StoreSettings store, RepositorySettings settings, RepositoryCredential credential, CancellationToken cancellationToken)
    {
        SettingsRules.Check(settings);
        JetRules.Check(store, settings, credential);
        StoreCapabilities found = await ProbeAsync(store, credential, settings.Immutability, cancellationToken);
        await using IObjectStore place = OpenStore(store, credential, found, settings);
        await RequireEmptyAsync(place, store, cancellationToken);
        RepositoryDocument document = NewDocument(id, settings, credential.Password, found);
        return await new DocumentStore(place).CreateAsync(document, cancellationToken) ? Describe(document) : throw Occupied(store);
    }

    /// <inheritdoc/>
    public async Task<IBackupRepository> OpenAsync(StoreSettings store, RepositoryCredential credential, CancellationToken cancellationToken)
    {
        JetRules.Check(store, new RepositorySettings(), credential);
        OpenedKey opened = await OpenDocumentAsync(store, credential, cancellationToken);
        IObjectStore place = OpenStore(store, credential, opened.Document.Store.ToCapabilities(), opened.Document.Settings);
        return new ObjectStorageRepository(place, opened.Keys, opened.Document, Describe(opened.Document) with { Notices = opened.Notices }, _clock) { Leases = Leases };
    }

    /// <inheritdoc/>
    public async Task<RepositoryDescription> UpdateAsync(StoreSettings store, RepositoryCredential credential, RepositoryUpdate update, CancellationToken cancellationToken)
    {
        OpenedKey opened = await OpenDocumentAsync(store, credential, cancellationToken);
        RepositoryDocument changed = Rewrap(opened, update.NewPassword);
        if (update.Settings is { } settings)
        {
            JetRules.Check(store, settings, credential);
            SettingsRules.CheckChange(changed.Settings, settings);
            // Locks are tried out when they are first asked for.
            StoreDocument known = settings.Immutability is not null && !changed.Store.ObjectLock
                ? StoreDocument.Of(await ProbeAsync(store, credential, settings.Immutability, cancellationToken))
                : changed.Store;
            changed = changed with { Settings = settings, Store = known };
        }

        await using IObjectStore place = OpenStore(store, credential, changed.Store.ToCapabilities(), changed.Settings);
        await new DocumentStore(place).WriteAsync(changed, cancellationToken);
        return Describe(changed);
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
            await TryOpenAsync(store, credential, checks, cancellationToken);
        return new RepositoryTestResult(checks);
    }

    /// <inheritdoc/>
    public async Task<RepositoryCopyResult> CopyAsync(
        StoreSettings source, RepositoryCredential credential, StoreSettings target, string? targetSecret, Action<RepositoryCopyProgress> progress, CancellationToken cancellationToken)
    {
        if (target is JetStoreSettings)
            throw new InvalidSettingException("Repository.NotMovable", "A repository cannot be moved into JET databases: what it holds is not kept by year.", "Move it to a folder or a bucket.");
        RepositoryCredential there = credential with { StoreSecret = targetSecret };
        OpenedKey opened = await OpenDocumentAsync(source, credential, cancellationToken);
        if (opened.Document.Settings.Immutability is not null)
            throw new InvalidSettingException("Repository.NotMovable", $"The repository in {source.Display} is immutable: its locks cannot be moved.", "Add another repository and point the jobs at it.");
        StoreCapabilities found = await ProbeAsync(target, there, null, cancellationToken);
        await using IObjectStore from = OpenStore(source, credential, opened.Document.Store.ToCapabilities(), opened.Document.Settings);
        await using IObjectStore to = OpenStore(target, there, found, opened.Document.Settings);
        RepositoryCopy copy = new(from, to, opened.Document, progress);
        if (!await copy.IsBegunAsync(cancellationToken))
            await RequireEmptyAsync(to, target, cancellationToken);
        return await copy.RunAsync(found, cancellationToken);
    }

    private RepositoryDocument NewDocument(Guid id, RepositorySettings settings, string? password, StoreCapabilities found)
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
            Key = string.IsNullOrEmpty(password) ? null : PasswordLock.Wrap(key, password, id, _passwordRounds),
            Settings = settings,
            Store = StoreDocument.Of(found),
            Check = "",
        };
    }

    private static RepositoryDescription Describe(RepositoryDocument document) =>
        new(document.Id, document.Version, document.Key is not null, document.CreatedAt, document.Settings);

    private RepositoryDocument Rewrap(OpenedKey opened, string? newPassword)
    {
        if (newPassword is null)
            return opened.Document;
        if (opened.RawKey is null)
            throw new RepositoryException("Repository.NotEncrypted", "The repository is not encrypted: it has no password to change.", "Data that is stored plain cannot be encrypted later; add another repository with -Password.");
        if (newPassword.Length == 0)
            throw new InvalidSettingException("Repository.EmptyPassword", "The new password is empty.", "Give a password.");
        return opened.Document with { Key = PasswordLock.Wrap(opened.RawKey, newPassword, opened.Document.Id, _passwordRounds) };
    }

    private static ConflictException Occupied(StoreSettings store) => new(
        "Repository.Occupied", $"{store.Display} holds a repository or other data already.", "Choose an empty folder or another prefix. An existing repository is added with Add-BackupRepository without -CreateOnly.");

    private static async Task RequireEmptyAsync(IObjectStore place, StoreSettings store, CancellationToken cancellationToken)
    {
        if (store is FolderStoreSettings folder && FolderStore.HoldsForeignFiles(folder.Path))
            throw Occupied(store);
        if (store is JetStoreSettings jet && JetLayout.HoldsForeignFiles(jet.Path))
            throw Occupied(store);
        await foreach (StoredObject found in place.ListAsync("", null, cancellationToken))
        {
            if (!StoreProbe.IsProbe(found.Key))
                throw Occupied(store);
        }
    }

    private async Task TryOpenAsync(StoreSettings store, RepositoryCredential credential, List<RepositoryCheck> checks, CancellationToken cancellationToken)
    {
        try
        {
            OpenedKey opened = await OpenDocumentAsync(store, credential, cancellationToken);
            checks.Add(new RepositoryCheck("Open", true, $"Repository {opened.Document.Id} of format version {opened.Document.Version}."));
            checks.Add(await CompareCopiesAsync(store, credential, opened, cancellationToken));
            if (opened.Document.Settings.Immutability is { } immutability)
                checks.Add(await TryLockAsync(store, credential, immutability, cancellationToken));
        }
        catch (RepositoryException e) when (e.ErrorId == "Repository.Missing")
        {
            checks.Add(new RepositoryCheck("Open", true, "There is no repository yet; one can be created."));
        }
        catch (BackupException e)
        {
            checks.Add(new RepositoryCheck("Open", false, e.Message, e));
        }
    }

    private async Task<RepositoryCheck> CompareCopiesAsync(StoreSettings store, RepositoryCredential credential, OpenedKey opened, CancellationToken cancellationToken)
    {
        await using IObjectStore place = _stores.Open(store, credential.StoreSecret, opened.Document.Store.ToCapabilities());
        RepositoryDocument? copy = await new DocumentStore(place).TryCopyAsync(cancellationToken);
        string? wrong = opened.Notices.Count > 0 ? opened.Notices[0]
            : copy is null ? $"'{RepositoryLayout.DocumentCopy}' is missing or damaged; the next session or Set-BackupRepository writes it anew."
            : copy.Check != opened.Document.Check ? $"'{RepositoryLayout.DocumentCopy}' is behind: a change was interrupted; the next session or Set-BackupRepository completes it."
            : null;
        return wrong is null
            ? new RepositoryCheck("Copies", true, "What the repository is opened with exists twice.")
            : new RepositoryCheck("Copies", false, wrong, new RepositoryException("Repository.CopyMissing", wrong, "Run a session, or Set-BackupRepository, to write it anew."));
    }

    private async Task<RepositoryCheck> TryLockAsync(StoreSettings store, RepositoryCredential credential, ImmutabilityPolicy immutability, CancellationToken cancellationToken)
    {
        try
        {
            await ProbeLockAsync(store, credential, immutability, cancellationToken);
            return new RepositoryCheck("ObjectLock", true, "A locked object could not be deleted, as it should be.");
        }
        catch (BackupException e)
        {
            return new RepositoryCheck("ObjectLock", false, e.Message, e);
        }
    }

    private async Task<StoreCapabilities> ProbeAsync(StoreSettings store, RepositoryCredential credential, ImmutabilityPolicy? immutability, CancellationToken cancellationToken)
    {
        await using IObjectStore place = _stores.Open(store, credential.StoreSecret, capabilities: null);
        StoreCapabilities found = (await new StoreProbe(place).RunAsync(cancellationToken)).Capabilities;
        if (immutability is null)
            return found;
        await ProbeLockAsync(store, credential, immutability, cancellationToken);
        return found with { ObjectLock = true };
    }

    private async Task ProbeLockAsync(StoreSettings store, RepositoryCredential credential, ImmutabilityPolicy immutability, CancellationToken cancellationToken)
    {
        if (store is FolderStoreSettings folder)
        {
            throw new RepositoryException(
                "Repository.ImmutabilityUnsupported",
                $"The folder '{folder.Path}' cannot keep files from being deleted: whoever may write them may remove them.",
                "Use a bucket that was created with Object Lock; or add the repository without immutability.");
        }

        await using IObjectStore place = _stores.Open(store, credential.StoreSecret, capabilities: null);
        await new LockProbe(place, store.Display).RunAsync(immutability.Mode, cancellationToken);
    }

    private IObjectStore OpenStore(StoreSettings store, RepositoryCredential credential, StoreCapabilities found, RepositorySettings settings)
    {
        IObjectStore place = _stores.Open(store, credential.StoreSecret, found);
        return settings.Immutability is { } immutability ? new LockingStore(place, immutability, _clock) : place;
    }

    private async Task<OpenedKey> OpenDocumentAsync(StoreSettings store, RepositoryCredential credential, CancellationToken cancellationToken)
    {
        await using IObjectStore place = _stores.Open(store, credential.StoreSecret, capabilities: null);
        DocumentStore documents = new(place);
        OpenedDocument found = await documents.ReadAsync(cancellationToken)
            ?? throw new RepositoryException("Repository.Missing", $"There is no repository in {store.Display}.", "Create one, or correct the address.");
        IReadOnlyList<string> notices = found.Notice is null ? [] : [found.Notice];
        try
        {
            return OpenedKey.Of(found.Document, credential.Password, notices);
        }
        catch (RepositoryException e) when (e.ErrorId == PasswordLock.WrongPasswordId)
        {
            // A password change that was interrupted has written the copy only: there the new password opens it.
            if (await documents.TryCopyAsync(cancellationToken) is not { Key: not null } copy || copy.Check == found.Document.Check || copy.Id != found.Document.Id)
                throw;
            return OpenedKey.Of(copy, credential.Password, [.. notices, "A change of the password was interrupted: the old one opens the repository, too, until the next session or Set-BackupRepository completes the change."]);
        }
    }
}

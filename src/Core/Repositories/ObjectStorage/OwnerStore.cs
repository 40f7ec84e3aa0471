using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The record of the configuration that a repository belongs to. Sealed like everything else: without the password none can be forged.</summary>
internal sealed class OwnerStore(IObjectStore store, RepositoryKeys keys)
{
    private const int Maximum = 1 << 20;

    /// <summary>The owner; null for none.</summary>
    /// <exception cref="DataDamagedException">The record is damaged.</exception>
    public async Task<RepositoryOwner?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            byte[] stored = await store.ReadWholeAsync(RepositoryLayout.Owner, Maximum, cancellationToken);
            using PooledBuffer json = new SealedObjectReader(keys, SealedKind.Owner, RepositoryLayout.Owner, stored).ReadAll();
            return FormatJson.Read(json.Span, FormatJson.Default.RepositoryOwner, RepositoryLayout.Owner);
        }
        catch (StoreObjectMissingException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="IRepositoryCustody.ClaimAsync"/>
    public async Task ClaimAsync(RepositoryOwner owner, bool takeOver, CancellationToken cancellationToken)
    {
        RepositoryOwner? found = takeOver ? await TryFindAsync(cancellationToken) : await FindAsync(cancellationToken);
        if (found?.ConfigurationId == owner.ConfigurationId)
            return;
        VerifiedStore verified = new(store);
        PutRequest request = RequestOf(owner);
        if (takeOver)
            await verified.PutAsync(request, cancellationToken);
        else if (found is not null || !await verified.PutIfAbsentAsync(request, cancellationToken))
            await RequireAsync(owner.ConfigurationId, cancellationToken);
    }

    /// <summary>Fails when the repository belongs to another configuration.</summary>
    /// <exception cref="RepositoryException">It does.</exception>
    public async Task RequireAsync(Guid configurationId, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } owner && owner.ConfigurationId != configurationId)
            throw owner.Refusal();
    }

    private async Task<RepositoryOwner?> TryFindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(cancellationToken);
        }
        catch (DataDamagedException)
        {
            // Taking over replaces it.
            return null;
        }
    }

    private PutRequest RequestOf(RepositoryOwner owner)
    {
        using SealedObjectWriter writer = new(keys, SealedKind.Owner, ObjectId.Create(), RepositoryLayout.Owner);
        writer.AddAll(JsonSerializer.SerializeToUtf8Bytes(owner, FormatJson.Default.RepositoryOwner));
        return PutRequest.Of(RepositoryLayout.Owner, writer.Finish().ToArray());
    }
}

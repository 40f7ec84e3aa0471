using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// repository.json and its copy, without which nothing can be read. Rules: the first counts; the copy is used where the first is missing or damaged. A change writes the copy first and the first last:
/// stopped in between, both are whole, and what the first says still holds.
/// </summary>
internal sealed class DocumentStore(IObjectStore store)
{
    private const int Maximum = 1 << 20;
    private const int Attempts = 3;

    /// <summary>Reads the description; null when neither is there.</summary>
    /// <exception cref="RepositoryException">It is of another format version.</exception>
    /// <exception cref="DataDamagedException">Neither can be used.</exception>
    public async Task<OpenedDocument?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await FindAsync(RepositoryLayout.Document, cancellationToken) is { } first)
                return new OpenedDocument(first, null);
            return await TryCopyAsync(cancellationToken) is { } copy ? new OpenedDocument(copy, NoticeOf("missing")) : null;
        }
        catch (DataDamagedException) when (!cancellationToken.IsCancellationRequested)
        {
            if (await TryCopyAsync(cancellationToken) is { } copy)
                return new OpenedDocument(copy, NoticeOf("damaged"));
            throw;
        }
    }

    /// <summary>The copy; null when it is missing or not usable.</summary>
    public async Task<RepositoryDocument?> TryCopyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(RepositoryLayout.DocumentCopy, cancellationToken);
        }
        catch (Exception e) when (e is DataDamagedException or RepositoryException { ErrorId: "Repository.FormatVersion" })
        {
            return null;
        }
    }

    /// <summary>Puts the description of a new repository, if there is none, then its copy.</summary>
    /// <returns>False when there is one.</returns>
    public async Task<bool> CreateAsync(RepositoryDocument document, CancellationToken cancellationToken)
    {
        byte[] bytes = RepositoryDocumentFile.Write(document);
        VerifiedStore verified = new(store);
        if (!await verified.PutIfAbsentAsync(PutRequest.Of(RepositoryLayout.Document, bytes), cancellationToken))
            return false;
        await verified.PutAsync(PutRequest.Of(RepositoryLayout.DocumentCopy, bytes), cancellationToken);
        return true;
    }

    /// <summary>Replaces both.</summary>
    /// <exception cref="ConflictException">Somebody else changes them at the same time.</exception>
    public async Task WriteAsync(RepositoryDocument document, CancellationToken cancellationToken)
    {
        byte[] bytes = RepositoryDocumentFile.Write(document);
        VerifiedStore verified = new(store);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            await verified.PutAsync(PutRequest.Of(RepositoryLayout.DocumentCopy, bytes), cancellationToken);
            await verified.PutAsync(PutRequest.Of(RepositoryLayout.Document, bytes), cancellationToken);
            if (await HoldsAsync(RepositoryLayout.DocumentCopy, bytes, cancellationToken) && await HoldsAsync(RepositoryLayout.Document, bytes, cancellationToken))
                return;
        }

        throw new ConflictException("Repository.ChangedMeanwhile", "Somebody else changes the repository's settings or password at the same time.", "Look at what they are now, then try again.");
    }

    /// <summary>
    /// Makes good whichever of the two is missing, damaged or behind. A change that was interrupted is completed when the repository was opened by what it wrote, or else undone.
    /// </summary>
    /// <param name="current">What was used to open the repository.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The keys that were written.</returns>
    public async Task<IReadOnlyList<string>> RepairAsync(RepositoryDocument current, CancellationToken cancellationToken)
    {
        byte[]? first = await TryUsableAsync(RepositoryLayout.Document, cancellationToken);
        byte[]? copy = await TryUsableAsync(RepositoryLayout.DocumentCopy, cancellationToken);
        // Neither being the one this process knows, another one changed them since: what is there counts.
        byte[] bytes = Is(first, current) ? first! : Is(copy, current) ? copy! : first ?? copy ?? RepositoryDocumentFile.Write(current);
        List<string> repaired = [];
        if (copy is null || !bytes.SequenceEqual(copy))
            repaired.Add(RepositoryLayout.DocumentCopy);
        if (first is null || !bytes.SequenceEqual(first))
            repaired.Add(RepositoryLayout.Document);
        foreach (string key in repaired)
            await new VerifiedStore(store).PutAsync(PutRequest.Of(key, bytes), cancellationToken);
        return repaired;
    }

    private static bool Is(byte[]? bytes, RepositoryDocument current) => bytes is not null && RepositoryDocumentFile.Read(bytes).Check == current.Check;

    private async Task<byte[]?> TryUsableAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = await store.ReadWholeAsync(key, Maximum, cancellationToken);
            RepositoryDocumentFile.Read(bytes, key);
            return bytes;
        }
        catch (Exception e) when (e is StoreObjectMissingException or DataDamagedException)
        {
            return null;
        }
    }

    private static string NoticeOf(string what) =>
        $"'{RepositoryLayout.Document}' is {what}: its copy '{RepositoryLayout.DocumentCopy}' was used. The next session or Set-BackupRepository writes it anew.";

    private async Task<bool> HoldsAsync(string key, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            byte[] held = await store.ReadWholeAsync(key, Maximum, cancellationToken);
            return bytes.SequenceEqual(held);
        }
        catch (Exception e) when (e is StoreObjectMissingException or DataDamagedException)
        {
            return false;
        }
    }

    private async Task<RepositoryDocument?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return RepositoryDocumentFile.Read(await store.ReadWholeAsync(key, Maximum, cancellationToken), key);
        }
        catch (StoreObjectMissingException)
        {
            return null;
        }
    }
}

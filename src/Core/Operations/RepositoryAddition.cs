using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Operations;

/// <summary>Adds a repository to the configuration: creates it in an empty place, or imports the one that is there.</summary>
internal sealed class RepositoryAddition(BackupServices services)
{
    /// <summary>Looks at what is there, changing nothing, and refuses what cannot be added.</summary>
    public async Task<RepositoryFinding> InspectAsync(NewRepository request, CancellationToken cancellationToken)
    {
        await CheckNameAsync(request, cancellationToken).ConfigureAwait(false);
        await services.Configuration.Repositories.CheckProxyAsync(Describe(request, Guid.NewGuid()), cancellationToken).ConfigureAwait(false);
        IBackupRepository? found = await TryOpenAsync(request, cancellationToken).ConfigureAwait(false);
        if (found is null)
            return request.Intent == RepositoryIntent.ImportOnly ? throw NothingThere(request) : new RepositoryFinding(null, null, IsOurs: true);
        await using (found.ConfigureAwait(false))
        {
            await CheckImportAsync(request, found.Description, cancellationToken).ConfigureAwait(false);
            RepositoryOwner? owner = found is IRepositoryCustody custody ? await FindOwnerAsync(custody, request, cancellationToken).ConfigureAwait(false) : null;
            bool isOurs = owner is null || owner.ConfigurationId == services.Configuration.Description.Id;
            return isOurs || request.TakeOver || request.IsReadOnly ? new RepositoryFinding(found.Description, owner, isOurs) : throw owner!.Refusal();
        }
    }

    /// <summary>Adds it.</summary>
    public async Task<BackupRepository> RunAsync(NewRepository request, Action<string> report, CancellationToken cancellationToken)
    {
        RepositoryFinding finding = await InspectAsync(request, cancellationToken).ConfigureAwait(false);
        var credential = new RepositoryCredential(request.StoreSecret, request.Password);
        RepositoryDescription description = finding.Existing
            ?? await services.Repositories.CreateAsync(Guid.CreateVersion7(), request.Store, request.Settings ?? new(), credential, cancellationToken).ConfigureAwait(false);
        if (!request.IsReadOnly)
            await ClaimAsync(request, credential, report, cancellationToken).ConfigureAwait(false);
        BackupRepository repository = Describe(request, description);
        await services.Configuration.Repositories.AddAsync(repository, new RepositorySecrets(request.StoreSecret, request.Password), cancellationToken).ConfigureAwait(false);
        if (finding.Existing is not null)
            await SynchronizeAsync(repository, report, cancellationToken).ConfigureAwait(false);
        return repository;
    }

    /// <summary>What is known of it before it is there.</summary>
    private static BackupRepository Describe(NewRepository request, Guid id) => new()
    {
        Id = id,
        Name = request.Name.Trim(),
        Store = request.Store,
        IsEncrypted = request.Password is not null,
        Proxy = request.Proxy,
        CreatedAt = default,
    };

    private static async Task<RepositoryOwner?> FindOwnerAsync(IRepositoryCustody custody, NewRepository request, CancellationToken cancellationToken)
    {
        try
        {
            return await custody.FindOwnerAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DataDamagedException) when (request.TakeOver || request.IsReadOnly)
        {
            return null;
        }
    }

    private static BackupRepository Describe(NewRepository request, RepositoryDescription description) => new()
    {
        Id = description.Id,
        Name = request.Name.Trim(),
        Store = request.Store,
        IsEncrypted = description.IsEncrypted,
        Settings = description.Settings,
        IsReadOnly = request.IsReadOnly,
        Proxy = request.Proxy,
        CreatedAt = description.CreatedAt,
    };

    private static RepositoryException NothingThere(NewRepository request) => new(
        "Repository.Missing", $"There is no repository in {request.Store.Display} to be imported.", "Correct the address, or create one: without -ImportOnly.");

    private async Task CheckNameAsync(NewRepository request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Name))
            throw new InvalidSettingException("Repository.MissingName", "The name is empty.", "Give a -Name.");
        if (await services.Configuration.Repositories.FindAsync(request.Name.Trim(), cancellationToken).ConfigureAwait(false) is not null)
            throw new ConflictException("Repository.Exists", $"There is a repository '{request.Name}' already.", "Choose another -Name.");
        if (request.Password is "")
            throw new InvalidSettingException("Repository.EmptyPassword", "The password is empty.", "Give a password, or leave -Password out for a repository that is not encrypted.");
        if (request is { IsReadOnly: true, Intent: RepositoryIntent.CreateOnly } or { IsReadOnly: true, TakeOver: true })
            throw new InvalidSettingException("Repository.InvalidIntent", "A repository that is only read is neither created nor taken over.", "Leave -ReadOnly or the other switch out.");
    }

    private async Task<IBackupRepository?> TryOpenAsync(NewRepository request, CancellationToken cancellationToken)
    {
        try
        {
            return await services.Repositories.OpenAsync(request.Store, new RepositoryCredential(request.StoreSecret, request.Password), cancellationToken).ConfigureAwait(false);
        }
        catch (RepositoryException e) when (e.ErrorId == "Repository.Missing")
        {
            return request.IsReadOnly ? throw NothingThere(request) : null;
        }
    }

    private async Task CheckImportAsync(NewRepository request, RepositoryDescription found, CancellationToken cancellationToken)
    {
        if (request.Intent == RepositoryIntent.CreateOnly)
            throw new ConflictException("Repository.Occupied", $"{request.Store.Display} holds a repository already.", "Import it (without -CreateOnly), or choose an empty folder or another prefix.");
        if (await services.Configuration.Repositories.FindAsync(found.Id.ToString(), cancellationToken).ConfigureAwait(false) is { } known)
            throw new ConflictException("Repository.AlreadyAdded", $"This repository is in the configuration already, as '{known.Name}'.", "Use that one; Set-BackupRepository changes its name or keys.");
        if (request.Settings is not null)
            throw new InvalidSettingException("Repository.ImportKeepsSettings", "The repository exists already and brings its own retention, immutability and compression.", "Leave those settings out, and change them afterwards with Set-BackupRepository.");
        if (!found.IsEncrypted && !string.IsNullOrEmpty(request.Password))
            throw new InvalidSettingException("Repository.NotEncrypted", "The repository exists already and is not encrypted; a password cannot change that.", "Import it without -Password, or choose an empty place for an encrypted one.");
    }

    private async Task ClaimAsync(NewRepository request, RepositoryCredential credential, Action<string> report, CancellationToken cancellationToken)
    {
        IBackupRepository opened = await services.Repositories.OpenAsync(request.Store, credential, cancellationToken).ConfigureAwait(false);
        await using (opened.ConfigureAwait(false))
        {
            if (opened is not IRepositoryCustody custody)
                return;
            await custody.ClaimAsync(RepositoryOwnership.OwnerOf(services), request.TakeOver, cancellationToken).ConfigureAwait(false);
            foreach (string line in opened.Description.Notices.Concat(await custody.RepairCriticalAsync(cancellationToken).ConfigureAwait(false)))
                report(line);
        }
    }

    private async Task SynchronizeAsync(BackupRepository repository, Action<string> report, CancellationToken cancellationToken)
    {
        await using RepositoryConnection connection = await RepositoryConnection.OpenAsync(services, repository, cancellationToken).ConfigureAwait(false);
        await new RepositorySynchronization(services, repository, connection).RunAsync(report, cancellationToken).ConfigureAwait(false);
    }
}

using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>What every kind of repository must do: the classes below it run once over folders and once over JET databases.</summary>
public abstract class RepositoryConformance
{
    /// <summary>Where.</summary>
    internal abstract BenchPlace Place { get; }

    internal Task<RepositoryBench> BenchAsync(string? password = null, Func<IObjectStore, IObjectStore>? decorate = null) => RepositoryBench.CreateAsync(password, decorate, Place);
}

using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>Opens real stores with something of the test's own around them.</summary>
internal sealed class DecoratingStoreFactory(Func<IObjectStore, IObjectStore> decorate) : IObjectStoreFactory
{
    public IObjectStore Open(StoreSettings settings, string? secret, StoreCapabilities? capabilities) =>
        decorate(new ObjectStoreFactory().Open(settings, secret, capabilities));
}

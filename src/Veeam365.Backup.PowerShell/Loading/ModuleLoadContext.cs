using System.Reflection;
using System.Runtime.Loader;

namespace Veeam365.Backup.PowerShell.Loading;

/// <summary>
/// Where Core and everything it needs is loaded, apart from whatever other modules bring: they may carry other versions of the same assemblies.
/// </summary>
internal sealed class ModuleLoadContext(string corePath) : AssemblyLoadContext("Veeam365")
{
    private readonly AssemblyDependencyResolver _resolver = new(corePath);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : nint.Zero;
}

using System.Reflection;
using System.Runtime.Loader;

namespace Veeam365.Backup.PowerShell.Loading;

/// <summary>Answers the question for Core, and for nothing else, with the one in the module's own load context.</summary>
/// <remarks>One per process: a second load context would mean a second Core whose types are not the first one's.</remarks>
internal static class CoreResolver
{
    private const string CoreName = "Veeam365.Backup.Core";

    private static readonly Lock Gate = new();
    private static readonly Lazy<ModuleLoadContext> Context = new(() => new ModuleLoadContext(CorePath));
    private static int _imports;

    private static string CorePath => Path.Combine(Path.GetDirectoryName(typeof(CoreResolver).Assembly.Location)!, "dependencies", CoreName + ".dll");

    /// <summary>The module was imported into a runspace.</summary>
    public static void Acquire()
    {
        lock (Gate)
        {
            if (_imports++ == 0)
                AssemblyLoadContext.Default.Resolving += Resolve;
        }
    }

    /// <summary>The module was removed from a runspace; after the last one nobody is answered any more.</summary>
    public static void Release()
    {
        lock (Gate)
        {
            if (--_imports == 0)
                AssemblyLoadContext.Default.Resolving -= Resolve;
        }
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == CoreName ? Context.Value.LoadFromAssemblyPath(CorePath) : null;
}

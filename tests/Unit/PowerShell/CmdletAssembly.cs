using System.Reflection;
using System.Runtime.Loader;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.PowerShell;

/// <summary>
/// The compiled cmdlets, loaded together with the shell of tests/Shell in place of PowerShell; Core is the one that the tests use.
/// </summary>
internal sealed class CmdletAssembly : AssemblyLoadContext
{
    private const string CmdletName = "Veeam365.Backup.PowerShell";
    private const string ShellName = "System.Management.Automation";

    private readonly Dictionary<string, string> _paths = new()
    {
        [CmdletName] = BuiltIn("src/Veeam365.Backup.PowerShell", CmdletName),
        [ShellName] = BuiltIn("tests/Shell", ShellName),
    };

    private CmdletAssembly()
        : base("Cmdlets")
    {
        Cmdlets = LoadFromAssemblyName(new AssemblyName(CmdletName));
        Shell = LoadFromAssemblyName(new AssemblyName(ShellName));
    }

    public static CmdletAssembly Instance { get; } = new();

    public Assembly Cmdlets { get; }

    public Assembly Shell { get; }

    /// <summary>The classes that are cmdlets.</summary>
    public IEnumerable<Type> CmdletTypes => Cmdlets.GetExportedTypes().Where(t => AttributeOf(t, "CmdletAttribute") is not null);

    public static CustomAttributeData? AttributeOf(MemberInfo member, string name) =>
        member.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.Name == name);

    public static string VerbOf(Type cmdlet) => (string)AttributeOf(cmdlet, "CmdletAttribute")!.ConstructorArguments[0].Value!;

    public static string NameOf(Type cmdlet) => $"{VerbOf(cmdlet)}-{AttributeOf(cmdlet, "CmdletAttribute")!.ConstructorArguments[1].Value}";

    public static object? SettingOf(Type cmdlet, string name) =>
        AttributeOf(cmdlet, "CmdletAttribute")!.NamedArguments.FirstOrDefault(a => a.MemberName == name).TypedValue.Value;

    protected override Assembly? Load(AssemblyName assemblyName) =>
        _paths.TryGetValue(assemblyName.Name!, out string? path) ? LoadFromAssemblyPath(path) : null;

    private static string BuiltIn(string project, string assembly)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(ProjectFolder.Root, project, "bin", configuration, "net10.0", assembly + ".dll");
    }
}

using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.PowerShell;

public sealed class ModuleTests
{
    // learn.microsoft.com/powershell/scripting/developer/cmdlet/approved-verbs-for-windows-powershell-commands
    private static readonly string[] ApprovedVerbs =
        ["Add", "Compare", "Connect", "Disable", "Disconnect", "Enable", "Export", "Import", "Get", "New", "Optimize", "Register", "Remove", "Restore", "Set", "Start", "Stop", "Sync", "Test", "Unregister", "Watch"];

    // What these do leaves everything as it was: they read, or make something that is only in memory.
    private static readonly string[] HarmlessVerbs = ["Compare", "Get", "Test", "New", "Connect", "Watch"];

    private static string Manifest => File.ReadAllText(Path.Combine(ProjectFolder.Root, "Veeam365.psd1"));

    private static IEnumerable<Type> Cmdlets => CmdletAssembly.Instance.CmdletTypes;

    [Fact]
    public void Every_cmdlet_has_an_approved_verb() =>
        Assert.All(Cmdlets, c => Assert.Contains(CmdletAssembly.VerbOf(c), ApprovedVerbs));

    [Fact]
    public void Every_cmdlet_is_a_sealed_class_named_after_it() => Assert.All(Cmdlets, c =>
    {
        Assert.True(c.IsSealed);
        Assert.Equal(CmdletAssembly.NameOf(c).Replace("-", "", StringComparison.Ordinal) + "Command", c.Name);
    });

    [Fact]
    public void Every_cmdlet_says_what_it_writes() =>
        Assert.All(Cmdlets, c => Assert.NotNull(CmdletAssembly.AttributeOf(c, "OutputTypeAttribute")));

    [Fact]
    public void Every_cmdlet_that_changes_something_knows_WhatIf_and_Confirm() =>
        Assert.All(Cmdlets.Where(c => !HarmlessVerbs.Contains(CmdletAssembly.VerbOf(c))), c => Assert.Equal(true, CmdletAssembly.SettingOf(c, "SupportsShouldProcess")));

    [Fact]
    public void Removing_asks_by_default() =>
        Assert.All(Cmdlets.Where(c => CmdletAssembly.VerbOf(c) == "Remove"), c => Assert.Equal(3, CmdletAssembly.SettingOf(c, "ConfirmImpact")));

    [Fact]
    public void The_manifest_exports_exactly_the_cmdlets()
    {
        string list = Regex.Match(Manifest, @"CmdletsToExport\s*=\s*@\((?<list>[^)]*)\)").Groups["list"].Value;

        Assert.Equal(Cmdlets.Select(CmdletAssembly.NameOf).Order(), Regex.Matches(list, "'(?<name>[^']+)'").Select(m => m.Groups["name"].Value));
    }

    [Fact]
    public void The_manifest_has_the_version_of_the_assembly() =>
        Assert.Contains($"'{CmdletAssembly.Instance.Cmdlets.GetName().Version!.ToString(3)}'", Manifest, StringComparison.Ordinal);

    [Fact]
    public void Every_output_has_a_list_and_nearly_every_one_a_table()
    {
        var views = XDocument.Load(Path.Combine(ProjectFolder.Root, "Veeam365.Format.ps1xml")).Descendants("View").ToArray();
        string[] With(string control) => [.. views.Where(v => v.Element(control) is not null).Select(v => v.Descendants("TypeName").Single().Value)];
        string[] outputs = [.. OutputTypes().Select(t => t.FullName!).Distinct()];

        Assert.Empty(outputs.Except(With("ListControl")));
        Assert.Equal(["Veeam365.Backup.PowerShell.Views.BackupConfigurationView"], outputs.Except(With("TableControl")));
        Assert.Empty(With("TableControl").Concat(With("ListControl")).Except(outputs));
    }

    [Fact]
    public void Columns_and_rows_name_properties_that_exist()
    {
        foreach (XElement view in XDocument.Load(Path.Combine(ProjectFolder.Root, "Veeam365.Format.ps1xml")).Descendants("View"))
        {
            Type type = OutputTypes().First(t => t.FullName == view.Descendants("TypeName").Single().Value);
            IEnumerable<string> named = view.Descendants("PropertyName").Select(p => p.Value);
            IEnumerable<string> used = view.Descendants("ScriptBlock").SelectMany(s => Regex.Matches(s.Value, @"\$_\.(?<name>\w+)").Select(m => m.Groups["name"].Value));
            Assert.Empty(named.Concat(used).Except(type.GetProperties().Select(p => p.Name)));
        }
    }

    [Fact]
    public void Tables_have_as_many_columns_as_headers() => Assert.All(
        XDocument.Load(Path.Combine(ProjectFolder.Root, "Veeam365.Format.ps1xml")).Descendants("TableControl"),
        t => Assert.Equal(t.Descendants("TableColumnHeader").Count(), t.Descendants("TableColumnItem").Count()));

    [Fact]
    public void Nothing_public_shows_a_type_of_a_dependency()
    {
        string[] allowed = ["Veeam365.", "System.", "mscorlib", "netstandard"];
        IEnumerable<Type> shown = CmdletAssembly.Instance.Cmdlets.GetExportedTypes().SelectMany(TypesOf);

        Assert.DoesNotContain(shown, t => !allowed.Any(a => t.Assembly.GetName().Name!.StartsWith(a, StringComparison.Ordinal)));
    }

    [Fact]
    public void Importing_needs_no_type_of_Core()
    {
        // PowerShell loads every exported type before the module can say where Core is: a base type, an interface or a field of a value type would need it.
        static bool IsCores(Type type) => type.Assembly.GetName().Name == "Veeam365.Backup.Core";
        const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

        Assert.All(CmdletAssembly.Instance.Cmdlets.GetExportedTypes(), type =>
        {
            Assert.False(IsCores(type.BaseType!));
            Assert.DoesNotContain(type.GetInterfaces(), IsCores);
            Assert.DoesNotContain(type.GetFields(Fields), f => f.FieldType.IsValueType && (IsCores(f.FieldType) || f.FieldType.GenericTypeArguments.Any(IsCores)));
        });
    }

    [Fact]
    public void Parameters_that_name_things_complete_them() => Assert.All(
        Cmdlets.SelectMany(c => c.GetProperties()).Where(p => (p.PropertyType.GetElementType() ?? p.PropertyType).Name is "JobReference" or "RepositoryReference" or "OrganizationReference" or "RestorePointReference"),
        p => Assert.NotNull(CmdletAssembly.AttributeOf(p, "ArgumentCompleterAttribute")));

    [Fact]
    public void Secrets_are_secure_strings() => Assert.All(
        Cmdlets.SelectMany(c => c.GetProperties()).Where(p => Regex.IsMatch(p.Name, "Secret|Password") && CmdletAssembly.AttributeOf(p, "ParameterAttribute") is not null),
        p => Assert.Equal("SecureString", p.PropertyType.Name));

    private static IEnumerable<Type> OutputTypes() => Cmdlets
        .SelectMany(c => c.GetCustomAttributesData().Where(a => a.AttributeType.Name == "OutputTypeAttribute"))
        .SelectMany(a => (IEnumerable<CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)
        .Select(a => (Type)a.Value!).Where(t => t != typeof(void) && t != typeof(FileInfo));

    private static IEnumerable<Type> TypesOf(Type type) => type.GetProperties().Select(p => p.PropertyType)
        .Concat(type.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.ParameterType))
        .Concat(type.GetMethods().SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)))
        .Append(type.BaseType ?? typeof(object));
}

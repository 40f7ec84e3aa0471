using System.Reflection;
using System.Text.RegularExpressions;

namespace Veeam365.Help;

/// <summary>Reads what an assembly's cmdlets are, and what is written of them.</summary>
internal sealed partial class CmdletReader
{
    private const string AllSets = "__AllParameterSets";

    private readonly Documentation _documentation;
    private readonly Dictionary<string, string> _cmdlets;

    private CmdletReader(IEnumerable<Type> cmdlets, Documentation documentation)
    {
        _documentation = documentation;
        _cmdlets = cmdlets.ToDictionary(t => t.FullName!, NameOf);
    }

    /// <summary>The help of every cmdlet of an assembly, by name.</summary>
    public static IEnumerable<CmdletHelp> Read(Assembly assembly, Documentation documentation)
    {
        Type[] cmdlets = [.. assembly.GetExportedTypes().Where(t => Find(t, "CmdletAttribute") is not null)];
        var reader = new CmdletReader(cmdlets, documentation);
        return cmdlets.Select(reader.HelpOf).OrderBy(h => h.Name, StringComparer.Ordinal);
    }

    /// <summary>How people call what a cref names: cmdlets by verb and noun, parameters with a dash.</summary>
    public static string WordFor(string cref)
    {
        string last = cref[(cref.LastIndexOf('.') + 1)..];
        return ClassName().Match(last) is { Success: true } cmdlet ? $"{cmdlet.Groups["verb"].Value}-{cmdlet.Groups["noun"].Value}" : cref[0] == 'P' ? $"-{last}" : last;
    }

    private CmdletHelp HelpOf(Type cmdlet)
    {
        ParameterHelp[] parameters = [.. ParametersOf(cmdlet)];
        string[] sets = [.. parameters.SelectMany(p => p.Places.Keys).Where(s => s.Length > 0).Distinct()];
        return new CmdletHelp
        {
            Name = NameOf(cmdlet),
            Synopsis = _documentation.SummaryOf(cmdlet),
            Description = _documentation.RemarksOf(cmdlet),
            Parameters = [.. InOrder(parameters)],
            ParameterSets = sets.Length == 0 ? [""] : sets,
            Inputs = [.. InputsOf(cmdlet)],
            Outputs = [.. OutputsOf(cmdlet).DistinctBy(o => o.Name)],
            Examples = _documentation.ExamplesOf(cmdlet),
            Links = [.. LinksOf(cmdlet).Distinct()],
        };
    }

    /// <summary>As people read a syntax: by position, then what must be given, then the rest.</summary>
    private static IEnumerable<ParameterHelp> InOrder(IEnumerable<ParameterHelp> parameters) =>
        parameters.OrderBy(p => p.Places.Values.Min(x => x.Position ?? int.MaxValue)).ThenBy(p => p.Places.Values.All(x => !x.IsMandatory));

    private IEnumerable<ParameterHelp> ParametersOf(Type cmdlet)
    {
        foreach (PropertyInfo property in cmdlet.GetProperties().Where(p => Find(p, "ParameterAttribute") is not null))
            yield return ParameterOf(property);
        if (!Equals(Named(Find(cmdlet, "CmdletAttribute")!, "SupportsShouldProcess"), true))
            yield break;
        yield return Common("WhatIf", "wi", "Shows what would happen, and changes nothing.");
        yield return Common("Confirm", "cf", "Asks before anything is changed.");
    }

    private static ParameterHelp Common(string name, string alias, string text) => new()
    {
        Name = name,
        Text = text,
        Type = "SwitchParameter",
        Aliases = [alias],
        Places = new Dictionary<string, ParameterPlace> { [""] = new(false, null, false, false) },
    };

    private ParameterHelp ParameterOf(PropertyInfo property)
    {
        CustomAttributeData[] attributes = [.. property.GetCustomAttributesData()];
        string[] values = ValuesOf(property);
        string text = _documentation.SummaryOf(property);
        return new ParameterHelp
        {
            Name = property.Name,
            Text = text.Length == 0 || values.Length == 0 ? text : $"{text} Possible values: {string.Join(", ", values)}.",
            Type = ShortName(property.PropertyType),
            Values = values,
            Aliases = Find(property, "AliasAttribute") is { } alias ? [.. Strings(alias.ConstructorArguments[0])] : [],
            AcceptsWildcards = Find(property, "SupportsWildcardsAttribute") is not null,
            Places = attributes.Where(a => a.AttributeType.Name == "ParameterAttribute").ToDictionary(SetOf, PlaceOf),
        };
    }

    private static string SetOf(CustomAttributeData parameter) => Named(parameter, "ParameterSetName") is string set && set != AllSets ? set : "";

    private static ParameterPlace PlaceOf(CustomAttributeData parameter) => new(
        Equals(Named(parameter, "Mandatory"), true),
        Named(parameter, "Position") is int position and >= 0 ? position : null,
        Equals(Named(parameter, "ValueFromPipeline"), true),
        Equals(Named(parameter, "ValueFromPipelineByPropertyName"), true));

    private static string[] ValuesOf(PropertyInfo property)
    {
        if (Find(property, "ValidateSetAttribute") is { } set)
            return [.. Strings(set.ConstructorArguments[0])];
        Type type = Plain(property.PropertyType);
        return type.IsEnum ? [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.Name)] : [];
    }

    private IEnumerable<TypeHelp> InputsOf(Type cmdlet)
    {
        TypeHelp[] inputs =
        [
            .. cmdlet.GetProperties()
                .Where(p => p.GetCustomAttributesData().Any(a => a.AttributeType.Name == "ParameterAttribute" && Equals(Named(a, "ValueFromPipeline"), true)))
                .SelectMany(p => AcceptedAs(Plain(p.PropertyType)).Select(t => new TypeHelp(t.FullName!, _documentation.SummaryOf(p)))),
        ];
        return inputs.Length > 0 ? inputs.DistinctBy(i => i.Name) : [new TypeHelp("None", "The pipeline brings nothing to this cmdlet, except properties of the names of its parameters.")];
    }

    /// <summary>A reference stands for whatever it can be made of.</summary>
    private static IEnumerable<Type> AcceptedAs(Type type) =>
        type.Name.EndsWith("Reference", StringComparison.Ordinal) ? type.GetConstructors().Where(c => c.GetParameters().Length == 1).Select(c => c.GetParameters()[0].ParameterType) : [type];

    private IEnumerable<TypeHelp> OutputsOf(Type cmdlet)
    {
        foreach (CustomAttributeData output in cmdlet.GetCustomAttributesData().Where(a => a.AttributeType.Name == "OutputTypeAttribute"))
        {
            foreach (Type type in ((IEnumerable<CustomAttributeTypedArgument>)output.ConstructorArguments[0].Value!).Select(a => (Type)a.Value!))
                yield return type.FullName == "System.Void" ? new TypeHelp("None", "It writes nothing.") : new TypeHelp(type.FullName!, TextOf(type));
        }

        if (cmdlet.GetProperty("AsJob") is not null)
            yield return new TypeHelp("System.Management.Automation.Job", "With -AsJob: the PowerShell job that does the work.");
    }

    private string TextOf(Type type) => type.Namespace!.StartsWith("System", StringComparison.Ordinal) ? $"A {type.Name}." : _documentation.SummaryOf(type) is { Length: > 0 } text ? text : TextOfCore(type);

    // Core's documentation is not read; a name that says it is enough.
    private static string TextOfCore(Type type) => type.Assembly.GetName().Name!.EndsWith(".Core", StringComparison.Ordinal) ? $"A {type.Name}." : "";

    private IEnumerable<string> LinksOf(Type cmdlet)
    {
        string noun = NounOf(cmdlet);
        foreach (string seen in _documentation.SeeAlsoOf(cmdlet))
            yield return _cmdlets.TryGetValue(seen, out string? name) ? name : seen;
        foreach (string sibling in _cmdlets.Values.Where(n => n.EndsWith($"-{noun}", StringComparison.Ordinal) && n != NameOf(cmdlet)).Order(StringComparer.Ordinal))
            yield return sibling;
        yield return "about_Veeam365";
    }

    private static string NameOf(Type cmdlet) => $"{Find(cmdlet, "CmdletAttribute")!.ConstructorArguments[0].Value}-{NounOf(cmdlet)}";

    private static string NounOf(Type cmdlet) => (string)Find(cmdlet, "CmdletAttribute")!.ConstructorArguments[1].Value!;

    private static string ShortName(Type type) =>
        type.IsArray ? ShortName(type.GetElementType()!) + "[]" : Plain(type).Name;

    /// <summary>Without array and Nullable around it.</summary>
    private static Type Plain(Type type) =>
        type.IsArray ? Plain(type.GetElementType()!) : type is { IsGenericType: true, Name: "Nullable`1" } ? type.GenericTypeArguments[0] : type;

    private static CustomAttributeData? Find(MemberInfo member, string name) => member.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType.Name == name);

    private static object? Named(CustomAttributeData attribute, string name) => attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name).TypedValue.Value;

    private static IEnumerable<string> Strings(CustomAttributeTypedArgument list) => ((IEnumerable<CustomAttributeTypedArgument>)list.Value!).Select(v => (string)v.Value!);

    [GeneratedRegex("^(?<verb>[A-Z][a-z]+)(?<noun>[A-Z]\\w+)Command$")]
    private static partial Regex ClassName();
}

using System.Globalization;
using System.Xml.Linq;

namespace Veeam365.Help;

/// <summary>Writes help as Get-Help reads it from a module's folder.</summary>
/// <remarks>learn.microsoft.com/powershell/scripting/developer/help/writing-help-for-windows-powershell-cmdlets names the elements.</remarks>
internal static class MamlWriter
{
    private static readonly XNamespace Items = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The help file.</summary>
    public static XDocument Write(IEnumerable<CmdletHelp> cmdlets) => new(
        new XElement(Items + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(CommandOf)));

    private static XElement CommandOf(CmdletHelp help) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", help.Name),
            new XElement(Command + "verb", help.Name.Split('-')[0]),
            new XElement(Command + "noun", help.Name.Split('-')[1]),
            DescriptionOf([help.Synopsis])),
        DescriptionOf(help.Description),
        new XElement(Command + "syntax", help.ParameterSets.Select(s => SyntaxOf(help, s))),
        new XElement(Command + "parameters", help.Parameters.Select(p => ParameterOf(p, PlaceOf(p)))),
        new XElement(Command + "inputTypes", help.Inputs.Select(t => TypeOf("inputType", t))),
        new XElement(Command + "returnValues", help.Outputs.Select(t => TypeOf("returnValue", t))),
        new XElement(Command + "examples", help.Examples.Select(ExampleOf)),
        new XElement(Command + "relatedLinks", help.Links.Select(LinkOf)));

    private static XElement SyntaxOf(CmdletHelp help, string set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", help.Name),
        help.Parameters.Where(p => p.In(set) is not null)
            .OrderBy(p => p.In(set)!.Position ?? int.MaxValue).ThenBy(p => !p.In(set)!.IsMandatory)
            .Select(p => ParameterOf(p, p.In(set)!)));

    /// <summary>The place that the list of parameters tells: that of the first set in which it must be given, else of its first one.</summary>
    private static ParameterPlace PlaceOf(ParameterHelp parameter) =>
        parameter.Places.Values.FirstOrDefault(p => p.IsMandatory) ?? parameter.Places.Values.First();

    private static XElement ParameterOf(ParameterHelp parameter, ParameterPlace place) => new(
        Command + "parameter",
        new XAttribute("required", place.IsMandatory ? "true" : "false"),
        new XAttribute("variableLength", parameter.Type.EndsWith("[]", StringComparison.Ordinal) ? "true" : "false"),
        new XAttribute("globbing", parameter.AcceptsWildcards ? "true" : "false"),
        new XAttribute("pipelineInput", place.PipelineInput),
        new XAttribute("position", place.Position is { } position ? position.ToString(CultureInfo.InvariantCulture) : "named"),
        new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
        new XElement(Maml + "name", parameter.Name),
        DescriptionOf([parameter.Text]),
        parameter.IsSwitch ? null : ValueOf(parameter),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.Type), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", !parameter.IsSwitch ? "None" : parameter.Text.StartsWith("On by default", StringComparison.Ordinal) ? "True" : "False"));

    private static XElement ValueOf(ParameterHelp parameter) => parameter.Values.Count is > 0 and <= 4
        ? new XElement(Command + "parameterValueGroup", parameter.Values.Select(v => new XElement(Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), v)))
        : new XElement(Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", "false"), parameter.Type);

    private static XElement TypeOf(string element, TypeHelp type) => new(
        Command + element,
        new XElement(Dev + "type", new XElement(Maml + "name", type.Name), new XElement(Maml + "uri")),
        DescriptionOf([type.Text]));

    private static XElement ExampleOf(ExampleHelp example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"-------------------- Example {index + 1}{(example.Needs is null ? "" : $" (needs {example.Needs})")} --------------------"),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", example.Remarks.Select(ParagraphOf)));

    private static XElement LinkOf(string link)
    {
        bool isAddress = link.StartsWith("https:", StringComparison.Ordinal);
        return new XElement(Maml + "navigationLink", new XElement(Maml + "linkText", isAddress ? "Online" : link), new XElement(Maml + "uri", isAddress ? link : ""));
    }

    private static XElement DescriptionOf(IEnumerable<string> paragraphs) => new(Maml + "description", paragraphs.Select(ParagraphOf));

    private static XElement ParagraphOf(string text) => new(Maml + "para", text);
}

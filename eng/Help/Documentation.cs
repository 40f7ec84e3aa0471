using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Veeam365.Help;

/// <summary>XML documentation as the compiler writes it.</summary>
internal sealed partial class Documentation
{
    private readonly Dictionary<string, XElement> _members;

    private Documentation(Dictionary<string, XElement> members) => _members = members;

    /// <summary>Reads it.</summary>
    public static Documentation Load(string path) =>
        new(XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value));

    /// <summary>A type's summary; empty when it has none.</summary>
    public string SummaryOf(Type type) => Text(Member(type)?.Element("summary"));

    /// <summary>A property's summary; empty when it has none.</summary>
    public string SummaryOf(PropertyInfo property) =>
        Text(_members.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}")?.Element("summary"));

    /// <summary>The paragraphs of a type's remarks.</summary>
    public IReadOnlyList<string> RemarksOf(Type type) => Member(type)?.Element("remarks") is { } remarks ? Paragraphs(remarks) : [];

    /// <summary>A type's examples.</summary>
    public IReadOnlyList<ExampleHelp> ExamplesOf(Type type) => [.. (Member(type)?.Elements("example") ?? []).Select(ExampleOf)];

    /// <summary>What a type's seealso elements name: types' names or addresses.</summary>
    public IEnumerable<string> SeeAlsoOf(Type type) =>
        (Member(type)?.Elements("seealso") ?? []).Select(s => s.Attribute("cref") is { } cref ? cref.Value[2..] : s.Attribute("href")?.Value ?? Text(s));

    private static ExampleHelp ExampleOf(XElement example) =>
        new(CodeOf(example.Element("code")), [.. example.Elements("para").Select(Text)], example.Attribute("needs")?.Value);

    private static string[] Paragraphs(XElement element)
    {
        string[] paragraphs = [.. element.Elements("para").Select(Text).Where(t => t.Length > 0)];
        return paragraphs.Length > 0 ? paragraphs : [.. new[] { Text(element) }.Where(t => t.Length > 0)];
    }

    // The compiler keeps the indentation of the comment.
    private static string CodeOf(XElement? code)
    {
        string[] lines = [.. (code?.Value ?? "").ReplaceLineEndings("\n").Split('\n').SkipWhile(string.IsNullOrWhiteSpace).Select(l => l.TrimEnd())];
        int indentation = lines.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(l => l.Length > indentation ? l[indentation..] : "")).TrimEnd();
    }

    private static string Text(XElement? element) =>
        element is null ? "" : Spaces().Replace(string.Concat(element.Nodes().Select(TextOf)), " ").Trim();

    private static string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" } see when see.Attribute("cref") is { } cref => CmdletReader.WordFor(cref.Value),
        XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => word.Value,
        XElement inner => $" {string.Concat(inner.Nodes().Select(TextOf))} ",
        _ => "",
    };

    private XElement? Member(Type type) => _members.GetValueOrDefault($"T:{type.FullName}");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

namespace Veeam365.Help;

/// <summary>Finds what is missing.</summary>
internal static class HelpGaps
{
    private const int FewestExamples = 2;

    /// <summary>The gaps in a cmdlet's help, each with what to write where.</summary>
    public static IEnumerable<string> Of(CmdletHelp help) => Found(help).Select(gap => $"{help.Name}: {gap}");

    private static IEnumerable<string> Found(CmdletHelp help)
    {
        if (help.Synopsis.Length == 0)
            yield return "no synopsis (<summary> of the class)";
        if (help.Description.Count == 0)
            yield return "no description (<remarks> with <para> of the class)";
        foreach (ParameterHelp parameter in help.Parameters.Where(p => p.Text.Length == 0))
            yield return $"no text for -{parameter.Name} (<summary> of the property)";
        foreach (TypeHelp type in help.Inputs.Concat(help.Outputs).Where(t => t.Text.Length == 0))
            yield return $"no text for {type.Name} (<summary> of the type)";
        if (help.Outputs.Count == 0)
            yield return "no output ([OutputType])";
        if (help.Examples.Count < FewestExamples)
            yield return $"{help.Examples.Count} examples; {FewestExamples} are the least (<example> with <code> and <para>)";
        for (int i = 0; i < help.Examples.Count; i++)
        {
            if (help.Examples[i].Code.Length == 0 || help.Examples[i].Remarks.Count == 0)
                yield return $"example {i + 1} has no <code> or no <para>";
        }

        if (help.Links.All(l => l.StartsWith("about_", StringComparison.Ordinal)))
            yield return "no related links (<seealso cref=\"...Command\"/>)";
    }
}

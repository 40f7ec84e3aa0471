namespace Veeam365.Help;

/// <summary>What Get-Help says of a cmdlet.</summary>
internal sealed record CmdletHelp
{
    /// <summary>Verb and noun.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in a line.</summary>
    public required string Synopsis { get; init; }

    /// <summary>What there is to know, by paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>Its parameters, in the order of a syntax line.</summary>
    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    /// <summary>The names of its parameter sets; one empty name when it has only one.</summary>
    public required IReadOnlyList<string> ParameterSets { get; init; }

    /// <summary>What the pipeline brings.</summary>
    public required IReadOnlyList<TypeHelp> Inputs { get; init; }

    /// <summary>What it writes.</summary>
    public required IReadOnlyList<TypeHelp> Outputs { get; init; }

    /// <summary>Examples.</summary>
    public required IReadOnlyList<ExampleHelp> Examples { get; init; }

    /// <summary>Cmdlets, topics and addresses to read on.</summary>
    public required IReadOnlyList<string> Links { get; init; }
}

namespace Veeam365.Help;

/// <summary>A parameter.</summary>
internal sealed record ParameterHelp
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it means.</summary>
    public required string Text { get; init; }

    /// <summary>Its type's short name, e.g. JobReference[].</summary>
    public required string Type { get; init; }

    /// <summary>Values it accepts; empty when it is not one of a few.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Other names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>True when it takes * and ?.</summary>
    public bool AcceptsWildcards { get; init; }

    /// <summary>Where it appears: by the name of the parameter set; "" for all.</summary>
    public required IReadOnlyDictionary<string, ParameterPlace> Places { get; init; }

    /// <summary>True for a switch.</summary>
    public bool IsSwitch => Type == "SwitchParameter";

    /// <summary>Its place in a set; null when it is not there.</summary>
    public ParameterPlace? In(string set) => Places.GetValueOrDefault(set) ?? Places.GetValueOrDefault("");
}

namespace Veeam365.Help;

/// <summary>An example.</summary>
/// <param name="Code">Commands.</param>
/// <param name="Remarks">What they do, by paragraphs.</param>
/// <param name="Needs">What must be there for it to run that not everybody has; null for nothing.</param>
internal sealed record ExampleHelp(string Code, IReadOnlyList<string> Remarks, string? Needs);

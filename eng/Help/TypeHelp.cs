namespace Veeam365.Help;

/// <summary>A type that comes in or goes out.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Text">What it is.</param>
internal sealed record TypeHelp(string Name, string Text);

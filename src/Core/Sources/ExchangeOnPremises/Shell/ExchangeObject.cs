using System.Collections;
using System.Globalization;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>
/// What a command returned, as it arrives: deserialised, so a bag of properties whose values may be numbers, texts, lists or nested bags, and differ between versions. Read tolerantly: what is
/// not there, or is something else, is null.
/// </summary>
/// <param name="properties">The properties; names are compared without case.</param>
public sealed class ExchangeObject(IEnumerable<KeyValuePair<string, object?>> properties)
{
    private readonly Dictionary<string, object?> _properties = Fill(properties);

    /// <summary>A property's text; null when there is none.</summary>
    public string? Text(string name) => TextOf(_properties.GetValueOrDefault(name)) is { Length: > 0 } text ? text : null;

    /// <summary>A yes/no property, given as such or as text.</summary>
    public bool Flag(string name) => _properties.GetValueOrDefault(name) switch
    {
        bool flag => flag,
        string text => bool.TryParse(text, out bool flag) && flag,
        _ => false,
    };

    /// <summary>A GUID, given as such or as text; null for none and for the empty one.</summary>
    public Guid? Id(string name) => Guid.TryParse(Text(name), out Guid id) && id != Guid.Empty ? id : null;

    /// <summary>A property of several values; one value counts as a list of it.</summary>
    public IReadOnlyList<string> List(string name) => _properties.GetValueOrDefault(name) switch
    {
        null => [],
        string text => [text],
        IEnumerable many => [.. many.Cast<object?>().Select(TextOf).OfType<string>()],
        var one => TextOf(one) is { } text ? [text] : [],
    };

    /// <summary>A size in bytes: a number, or the text that a deserialised size is, "152.1 MB (159,449,088 bytes)"; null for "Unlimited" and anything else.</summary>
    public long? Size(string name)
    {
        if (Text(name) is not { } text)
            return null;
        int from = text.IndexOf('(', StringComparison.Ordinal) + 1;
        string digits = string.Concat(text[from..].TakeWhile(c => char.IsAsciiDigit(c) || c is ',' or '.' or ' ' or '\u00a0' or '\u202f').Where(char.IsAsciiDigit));
        return (from > 0 || text.All(char.IsAsciiDigit)) && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : null;
    }

    private static string? TextOf(object? value) => value switch
    {
        null => null,
        string text => text,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static Dictionary<string, object?> Fill(IEnumerable<KeyValuePair<string, object?>> properties)
    {
        var filled = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object? value) in properties)
            filled[name] = value;
        return filled;
    }
}

using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>
/// Reads what servers send: no document type, no entities but the five of XML, no external reference, bounded. Characters that XML forbids and Exchange sends all the same (a control character in a
/// subject) are taken.
/// </summary>
internal static class EwsXml
{
    private const long LongestAnswer = 64L << 20;
    private const long LongestContent = 16L << 30;

    private static readonly XNamespace T = EwsNames.Types;

    public static XmlReader CreateReader(Stream stream, bool isContent = false) => XmlReader.Create(stream, new XmlReaderSettings
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = isContent ? LongestContent : LongestAnswer,
        MaxCharactersFromEntities = 1024,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = false,
    });

    /// <summary>The text of a child of EWS's types; null when it is not there.</summary>
    public static string? Text(this XElement element, string name) => element.Element(T + name)?.Value;

    public static bool Flag(this XElement element, string name) => string.Equals(element.Text(name), "true", StringComparison.OrdinalIgnoreCase);

    public static long Number(this XElement element, string name) => long.TryParse(element.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0;

    public static DateTimeOffset? Time(this XElement element, string name) =>
        DateTimeOffset.TryParse(element.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>The id that a child holds in its attribute.</summary>
    public static string? Id(this XElement element, string name) => element.Element(T + name)?.Attribute("Id")?.Value;

    public static string ChangeKey(this XElement item) => item.Element(T + "ItemId")?.Attribute("ChangeKey")?.Value ?? "";
}

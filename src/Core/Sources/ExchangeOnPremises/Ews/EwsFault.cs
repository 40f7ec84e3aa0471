using System.Globalization;
using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>A SOAP fault: the request as a whole was refused.</summary>
internal static class EwsFault
{
    public static Exception Of(XElement envelope)
    {
        XElement? fault = envelope.Descendants(EwsNames.Soap + "Fault").FirstOrDefault();
        string code = fault?.Descendants(EwsNames.Errors + "ResponseCode").FirstOrDefault()?.Value
            ?? fault?.Element("faultcode")?.Value.Split(':')[^1] ?? "ErrorInternalServerError";
        return Of(code, fault);
    }

    public static Exception Of(string code, XElement? details) => EwsTransientException.Is(code)
        ? new EwsTransientException(code, Wait(details), EwsTransientException.MeansThrottling(code))
        : new EwsException(code);

    /// <summary>How long the server wants to be left alone: https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange.</summary>
    private static TimeSpan? Wait(XElement? details) =>
        details?.Descendants(EwsNames.Types + "Value").FirstOrDefault(v => v.Attribute("Name")?.Value == "BackOffMilliseconds")?.Value is { } text
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds) && milliseconds is >= 0 and < int.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
}

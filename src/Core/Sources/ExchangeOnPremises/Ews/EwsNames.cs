using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The namespaces of Exchange Web Services.</summary>
internal static class EwsNames
{
    public static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";

    public static readonly XNamespace Types = "http://schemas.microsoft.com/exchange/services/2006/types";

    public static readonly XNamespace Messages = "http://schemas.microsoft.com/exchange/services/2006/messages";

    public static readonly XNamespace Errors = "http://schemas.microsoft.com/exchange/services/2006/errors";
}

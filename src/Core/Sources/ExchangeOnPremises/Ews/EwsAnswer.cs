using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The answer about one of the things that were asked for.</summary>
/// <param name="Message">The response message.</param>
internal sealed record EwsAnswer(XElement Message)
{
    private static readonly XNamespace M = EwsNames.Messages;

    public string Code { get; } = Message.Element(M + "ResponseCode")?.Value ?? "NoError";

    public bool IsError { get; } = Message.Attribute("ResponseClass")?.Value == "Error";

    /// <summary>The response messages of an envelope.</summary>
    public static IReadOnlyList<EwsAnswer> Of(XElement envelope) =>
        [.. envelope.Element(EwsNames.Soap + "Body")?.Elements().Elements(M + "ResponseMessages").Elements().Select(m => new EwsAnswer(m)) ?? []];

    /// <summary>The item or folder in it.</summary>
    public XElement? Content => (Message.Element(M + "Items") ?? Message.Element(M + "Folders") ?? Message.Element(M + "Attachments"))?.Elements().FirstOrDefault();

    /// <param name="onlyThrottling">True when only a server that asked to wait is asked again.</param>
    public void ThrowIfTransient(bool onlyThrottling)
    {
        if (IsError && EwsFault.Of(Code, Message) is EwsTransientException transient && (transient.IsThrottling || !onlyThrottling))
            throw transient;
    }
}

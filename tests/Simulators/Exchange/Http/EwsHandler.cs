using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Veeam365.Simulators.Exchange;

/// <summary>Answers SOAP requests.</summary>
internal sealed class EwsHandler(ExchangeSimulator simulator)
{
    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace E = "http://schemas.microsoft.com/exchange/services/2006/errors";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsSignedIn(context.Request))
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"exchange\"";
            return;
        }

        XElement envelope = await XElement.LoadAsync(context.Request.Body, LoadOptions.PreserveWhitespace, context.RequestAborted);
        XElement request = envelope.Element(Soap + "Body")!.Elements().First();
        string operation = request.Name.LocalName;
        simulator.Options.BeforeRequest?.Invoke(operation);
        simulator.Requests.AddOrUpdate(operation, 1, (_, n) => n + 1);
        ExchangeFault? fault = simulator.Faults.Take(operation, request);
        if (fault is not null && await StrikeAsync(context, fault))
            return;
        string address = envelope.Descendants(EwsWriter.T + "SmtpAddress").FirstOrDefault()?.Value ?? "";
        XElement answer = fault is { Kind: ExchangeFaultKind.Code, InMessage: true }
            ? EwsWriter.Answer(operation, [EwsWriter.Error(operation, fault.Code)])
            : Dispatch(address, operation, request);
        if (answer.Name == Soap + "Fault")
            context.Response.StatusCode = 500;
        await WriteAsync(context, answer, fault);
    }

    private XElement Dispatch(string address, string operation, XElement request)
    {
        if (simulator.Find(address) is not { } mailbox)
            return Fault("ErrorNonExistentMailbox");
        if (mailbox.IsOutOfScope)
            return Fault("ErrorImpersonateUserDenied");
        lock (mailbox.Store.Sync)
        {
            var call = new EwsCall(mailbox, simulator.Options);
            return EwsWriter.Answer(operation, operation switch
            {
                "GetFolder" => call.GetFolders(request),
                "SyncFolderHierarchy" => [call.SyncFolders(request)],
                "SyncFolderItems" => [call.SyncItems(request)],
                "GetItem" => call.GetItems(request),
                "GetAttachment" => call.GetAttachments(request),
                _ => [EwsWriter.Error(operation, "ErrorInvalidOperation")],
            });
        }
    }

    private bool IsSignedIn(HttpRequest request)
    {
        string expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{simulator.Options.UserName}:{simulator.Options.Password}"));
        return request.Headers.Authorization == expected;
    }

    /// <returns>True when the request is answered, or will never be.</returns>
    private static async Task<bool> StrikeAsync(HttpContext context, ExchangeFault fault)
    {
        switch (fault.Kind)
        {
            case ExchangeFaultKind.Reset:
                context.Abort();
                return true;
            case ExchangeFaultKind.Status:
                context.Response.StatusCode = fault.Status;
                return true;
            case ExchangeFaultKind.Busy:
                context.Response.StatusCode = 500;
                await WriteAsync(context, Fault("ErrorServerBusy", fault.BackOff), null);
                return true;
            case ExchangeFaultKind.Code when !fault.InMessage:
                context.Response.StatusCode = 500;
                await WriteAsync(context, Fault(fault.Code), null);
                return true;
            case ExchangeFaultKind.Entity:
                await context.Response.WriteAsync(
                    "<!DOCTYPE s [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>&x;</s:Body></s:Envelope>", context.RequestAborted);
                return true;
            default:
                return false;
        }
    }

    private static async Task WriteAsync(HttpContext context, XElement body, ExchangeFault? fault)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { CheckCharacters = false, OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize }))
            new XElement(Soap + "Envelope", new XAttribute(XNamespace.Xmlns + "s", Soap), new XElement(Soap + "Body", body)).WriteTo(writer);
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        context.Response.ContentType = "text/xml; charset=utf-8";
        if (fault?.Kind == ExchangeFaultKind.Truncated)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static XElement Fault(string code, TimeSpan? backOff = null) => new(
        Soap + "Fault",
        new XElement("faultcode", "a:" + code),
        new XElement("faultstring", "It did not work."),
        new XElement(
            "detail",
            new XElement(E + "ResponseCode", code),
            backOff is null ? null : new XElement(EwsWriter.T + "MessageXml", new XElement(EwsWriter.T + "Value", new XAttribute("Name", "BackOffMilliseconds"), backOff.Value.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)))));
}

using System.Xml;
using System.Xml.Linq;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>An answer whose only large part is base64, read piece by piece: never whole in memory, whatever its size.</summary>
internal sealed class Base64Answer : IAsyncDisposable
{
    private static readonly string[] Holders = ["MimeContent", "Content"];

    private readonly EwsBody _body;
    private readonly XmlReader _reader;

    private Base64Answer(EwsBody body)
    {
        _body = body;
        _reader = EwsXml.CreateReader(body, isContent: true);
    }

    /// <summary>Sends the request and reads up to where the content begins.</summary>
    /// <exception cref="EwsException">There is none.</exception>
    /// <exception cref="EwsTransientException">It may work the next time.</exception>
    public static async Task<Base64Answer> OpenAsync(EwsClient ews, string mailbox, XElement request, CancellationToken cancellationToken)
    {
        var answer = new Base64Answer(await ews.OpenAsync(mailbox, request, cancellationToken).ConfigureAwait(false));
        try
        {
            await answer.FindAsync(cancellationToken).ConfigureAwait(false);
            return answer;
        }
        catch (Exception e)
        {
            await answer.DisposeAsync().ConfigureAwait(false);
            if (e is XmlException || BrokenBody.Is(e, cancellationToken))
                throw new EwsTransientException("the answer broke off or is no XML", null, false, e);
            throw;
        }
    }

    /// <returns>0 at its end; the answer was then read to its end, too.</returns>
    /// <exception cref="EwsTransientException">It broke off.</exception>
    public async Task<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            // The reader passes no token on: the body knows the one it was opened with, and has a limit for each read.
            cancellationToken.ThrowIfCancellationRequested();
            int read = await _reader.ReadElementContentAsBase64Async(buffer, 0, buffer.Length).ConfigureAwait(false);
            while (read == 0 && await _reader.ReadAsync().ConfigureAwait(false))
            {
                // What follows the content tells whether all of it came.
            }
            return read;
        }
        catch (Exception e) when (e is XmlException or FormatException or InvalidOperationException || BrokenBody.Is(e, cancellationToken))
        {
            throw new EwsTransientException("the content broke off", null, false, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _body.DisposeAsync().ConfigureAwait(false);
    }

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        string code = "ErrorItemNotFound";
        while (await _reader.ReadAsync().ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_reader.NodeType != XmlNodeType.Element)
                continue;
            if (_reader.LocalName == "ResponseCode" && _reader.NamespaceURI == EwsNames.Messages)
                code = ((XElement)await XNode.ReadFromAsync(_reader, cancellationToken).ConfigureAwait(false)).Value;
            if (_reader.NodeType == XmlNodeType.Element && _reader.NamespaceURI == EwsNames.Types && Holders.Contains(_reader.LocalName))
                return;
        }
        throw EwsFault.Of(code == "NoError" ? "ErrorContentConversionFailed" : code, null);
    }
}

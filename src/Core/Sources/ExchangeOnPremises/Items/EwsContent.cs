using System.Xml.Linq;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>A content that is streamed out of an answer: the MIME of a large message, an attachment.</summary>
internal sealed class EwsContent(EwsClient ews, string mailbox, XElement request) : ISourceContent
{
    public long? Length => null;

    // The service tells no hash.
    public bool IsUnverified => false;

    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            Base64Answer answer = await ews.RetryAsync(mailbox, token => Base64Answer.OpenAsync(ews, mailbox, request, token), cancellationToken).ConfigureAwait(false);
            return new EwsContentStream(answer, ews, mailbox, request);
        }
        catch (EwsException e)
        {
            throw EwsErrors.TypedItem(e);
        }
        catch (SourceException e)
        {
            throw new SourceItemException(e.GapReason, e.Message, e);
        }
    }
}

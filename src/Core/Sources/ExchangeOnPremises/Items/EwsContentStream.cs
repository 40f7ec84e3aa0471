using System.Security.Cryptography;
using System.Xml.Linq;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>
/// A content of any size. EWS has no ranges, so a cut connection means reading it again from the start; what was delivered already must come back the same, or the two halves would not belong
/// together.
/// </summary>
internal sealed class EwsContentStream(Base64Answer answer, EwsClient ews, string mailbox, XElement request) : ContentStream
{
    private const int MostRestarts = 5;

    private readonly IncrementalHash _delivered = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[32 * 1024];
    private Base64Answer? _answer = answer;
    private ReadOnlyMemory<byte> _ready;
    private long _length;
    private int _restarts;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ready.IsEmpty)
            _ready = await AdvanceAsync(cancellationToken).ConfigureAwait(false);
        int count = Math.Min(buffer.Length, _ready.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Nothing of it waits: the connection is dropped or given back.
            _ = _answer?.DisposeAsync().AsTask();
            _delivered.Dispose();
        }
        base.Dispose(disposing);
    }

    private async Task<ReadOnlyMemory<byte>> AdvanceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _answer ??= await ReopenAsync(cancellationToken).ConfigureAwait(false);
                int read = await _answer.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
                _delivered.AppendData(_buffer, 0, read);
                _length += read;
                return _buffer.AsMemory(0, read);
            }
            catch (EwsTransientException e)
            {
                if (++_restarts > MostRestarts)
                    throw new SourceItemException(GapReason.SourceError, "The content broke off again and again.", e);
                await CloseAsync().ConfigureAwait(false);
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

    private async Task<Base64Answer> ReopenAsync(CancellationToken cancellationToken)
    {
        Base64Answer again = await ews.RetryAsync(mailbox, token => Base64Answer.OpenAsync(ews, mailbox, request, token), cancellationToken).ConfigureAwait(false);
        try
        {
            await SkipAsync(again, cancellationToken).ConfigureAwait(false);
            return again;
        }
        catch
        {
            await again.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task SkipAsync(Base64Answer again, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[_buffer.Length];
        for (long left = _length; left > 0;)
        {
            int wanted = (int)Math.Min(left, buffer.Length);
            int read = await again.ReadAsync(wanted == buffer.Length ? buffer : buffer = new byte[wanted], cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            hash.AppendData(buffer, 0, read);
            left -= read;
        }
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(_delivered.GetCurrentHash()))
            throw new SourceItemException(GapReason.SourceError, "The item changed while it was being read.");
    }

    private async Task CloseAsync()
    {
        if (_answer is not null)
            await _answer.DisposeAsync().ConfigureAwait(false);
        _answer = null;
    }
}

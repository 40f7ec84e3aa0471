using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// A JSON content with what is embedded in it taken out into files: members named contentBytes hold the number of their file instead. So an event with
/// large attachments needs no more memory than a small one.
/// </summary>
internal sealed class EmbeddedContents : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly Func<string> _newFile;
    private readonly List<string> _files = [];
    private readonly ArrayBufferWriter<byte> _json = new(8 * 1024);
    private readonly byte[] _text = new byte[BufferSize];
    private readonly byte[] _bytes = new byte[BufferSize];
    private FileStream? _file;
    private int _textLength;
    private int _stringStart;
    private Place _place;
    private bool _isEscaped;
    private bool _isNameEmbedded;
    private bool _expectsEmbedded;

    private EmbeddedContents(Func<string> newFile) => _newFile = newFile;

    private enum Place
    {
        Between,
        String,
        Embedded,
    }

    /// <summary>The JSON without what is embedded.</summary>
    public JsonDocument Json { get; private set; } = null!;

    /// <param name="content">The content.</param>
    /// <param name="newFile">Gives paths for the files; they are deleted in the end.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DataDamagedException">It is no such JSON.</exception>
    public static async Task<EmbeddedContents> ReadAsync(Stream content, Func<string> newFile, CancellationToken cancellationToken)
    {
        var contents = new EmbeddedContents(newFile);
        try
        {
            await contents.SplitAsync(content, cancellationToken).ConfigureAwait(false);
            contents.Json = JsonDocument.Parse(contents._json.WrittenMemory);
            return contents;
        }
        catch (JsonException e)
        {
            await contents.DisposeAsync().ConfigureAwait(false);
            throw Damaged(e);
        }
        catch
        {
            await contents.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens what was embedded in an object; null when it holds nothing.</summary>
    public FileStream? Open(JsonElement owner) => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty("contentBytes"u8, out JsonElement number) && number.ValueKind == JsonValueKind.Number
        ? new FileStream(_files[number.GetInt32()], FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous)
        : null;

    public async ValueTask DisposeAsync()
    {
        Json?.Dispose();
        if (_file is not null)
            await _file.DisposeAsync().ConfigureAwait(false);
        foreach (string file in _files)
            File.Delete(file);
    }

    private static DataDamagedException Damaged(Exception? inner = null) => new(
        "Item.NotJson", "The item's content is not the JSON that it should be.", "Export an earlier version of it, from another restore point.", inner);

    private async Task SplitAsync(Stream content, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferSize];
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            for (var i = 0; i < read;)
                i += _place == Place.Embedded ? await TakeEmbeddedAsync(buffer.AsMemory(i, read - i), cancellationToken).ConfigureAwait(false) : TakeText(buffer.AsSpan(i, read - i));
        }
    }

    /// <returns>Bytes consumed.</returns>
    private int TakeText(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (_place == Place.Between && bytes[i] == (byte)'"' && _expectsEmbedded)
            {
                BeginEmbedded();
                return i + 1;
            }

            if (_place == Place.String)
                TakeInString(bytes[i]);
            else
                TakeBetween(bytes[i]);
        }

        return bytes.Length;
    }

    private void TakeInString(byte b)
    {
        Put(b);
        if (_isEscaped)
        {
            _isEscaped = false;
            return;
        }

        _isEscaped = b == (byte)'\\';
        if (b != (byte)'"')
            return;
        _place = Place.Between;
        _isNameEmbedded = _json.WrittenSpan[_stringStart..].SequenceEqual("\"contentBytes\""u8);
    }

    private void TakeBetween(byte b)
    {
        if (b == (byte)'"')
        {
            _place = Place.String;
            _stringStart = _json.WrittenCount;
        }

        _expectsEmbedded = b == (byte)':' ? _isNameEmbedded : _expectsEmbedded && b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
        Put(b);
    }

    private void BeginEmbedded()
    {
        _json.Write(Encoding.ASCII.GetBytes(_files.Count.ToString(CultureInfo.InvariantCulture)));
        _files.Add(_newFile());
        _file = new FileStream(_files[^1], FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        (_place, _expectsEmbedded, _textLength) = (Place.Embedded, false, 0);
    }

    private async ValueTask<int> TakeEmbeddedAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        int end = bytes.Span.IndexOf((byte)'"');
        int count = Math.Min(end < 0 ? bytes.Length : end, _text.Length - _textLength);
        bytes.Span[..count].CopyTo(_text.AsSpan(_textLength));
        _textLength += count;
        bool isEnd = count == end;
        if (isEnd || _textLength == _text.Length)
            await DecodeAsync(cancellationToken).ConfigureAwait(false);
        if (!isEnd)
            return count;
        await _file!.DisposeAsync().ConfigureAwait(false);
        (_file, _place) = (null, Place.Between);
        return count + 1;
    }

    // The buffer's size is a multiple of four: no group of base64 is cut.
    private async Task DecodeAsync(CancellationToken cancellationToken)
    {
        if (Base64.DecodeFromUtf8(_text.AsSpan(0, _textLength), _bytes, out _, out int length) != OperationStatus.Done)
            throw Damaged();
        await _file!.WriteAsync(_bytes.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        _textLength = 0;
    }

    private void Put(byte b)
    {
        _json.GetSpan(1)[0] = b;
        _json.Advance(1);
    }
}

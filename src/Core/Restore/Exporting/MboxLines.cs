using System.Buffers;

namespace Veeam365.Backup.Core.Restore;

/// <summary>A message's bytes as lines of an mbox: CR LF becomes LF, "From " and ">From " at a line's beginning get a ">" before them, an empty line follows the message. Works piece by piece.</summary>
internal sealed class MboxLines
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly List<byte> _beginning = [];
    private bool _isBeginning = true;
    private bool _hasReturn;

    private static ReadOnlySpan<byte> Mark => "From "u8;

    /// <summary>The next piece. The memory is valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next(ReadOnlySpan<byte> bytes)
    {
        _output.ResetWrittenCount();
        while (!bytes.IsEmpty)
        {
            if (_isBeginning || _hasReturn)
            {
                Take(bytes[0]);
                bytes = bytes[1..];
                continue;
            }

            int stop = bytes.IndexOfAny((byte)'\r', (byte)'\n');
            ReadOnlySpan<byte> plain = stop < 0 ? bytes : bytes[..stop];
            _output.Write(plain);
            bytes = bytes[plain.Length..];
            if (stop < 0)
                continue;
            Take(bytes[0]);
            bytes = bytes[1..];
        }

        return _output.WrittenMemory;
    }

    /// <summary>What comes after the last piece.</summary>
    public ReadOnlyMemory<byte> End()
    {
        _output.ResetWrittenCount();
        if (_hasReturn)
            Put((byte)'\r');
        bool atStart = _isBeginning && _beginning.Count == 0;
        FlushBeginning();
        if (!atStart)
            Put((byte)'\n');
        Put((byte)'\n');
        return _output.WrittenMemory;
    }

    private void Take(byte b)
    {
        if (_hasReturn)
        {
            _hasReturn = false;
            if (b != (byte)'\n')
                TakeInLine((byte)'\r');
        }

        if (b == (byte)'\r')
            _hasReturn = true;
        else
            TakeInLine(b);
    }

    private void TakeInLine(byte b)
    {
        if (b == (byte)'\n')
        {
            FlushBeginning();
            Put(b);
            _isBeginning = true;
            return;
        }

        if (!_isBeginning)
        {
            Put(b);
            return;
        }

        _beginning.Add(b);
        int quotes = _beginning.TakeWhile(static x => x == (byte)'>').Count();
        ReadOnlySpan<byte> rest = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_beginning)[quotes..];
        if (rest.Length < Mark.Length && Mark.StartsWith(rest))
            return;
        if (rest.SequenceEqual(Mark))
            Put((byte)'>');
        FlushBeginning();
    }

    private void FlushBeginning()
    {
        foreach (byte b in _beginning)
            Put(b);
        _beginning.Clear();
        _isBeginning = false;
    }

    private void Put(byte b)
    {
        _output.GetSpan(1)[0] = b;
        _output.Advance(1);
    }
}

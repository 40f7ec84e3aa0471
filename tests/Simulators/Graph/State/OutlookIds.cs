using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>
/// Ids as Outlook makes them, computed from ordinals: a regular message id (152 characters) holds the folder and so changes on a
/// move, an immutable one (68) does not; folder ids (120) never change.
/// </summary>
internal sealed class OutlookIds
{
    public const int LongestId = 172;

    private const int RegularBytes = 113;
    private const int ImmutableBytes = 50;
    private const int FolderBytes = 89;
    private const int AttachmentBytes = 16;

    private readonly byte[] _regular;
    private readonly byte[] _immutable;
    private readonly byte[] _folder;

    public OutlookIds(Guid mailbox)
    {
        _regular = Template(mailbox, RegularBytes, "\0\u0003$\0");
        _folder = Template(mailbox, FolderBytes, "\0\u0003$\0");
        _immutable = Template(mailbox, ImmutableBytes, "");
        ReadOnlySpan<byte> prefix = [0, 9, 0, 0x2e, 0, 0, 0, 0, 0, 0x1d, 0x84, 3, 0x11, 0xaa, 0x66, 0x11, 0xcd, 0x9b, 0xc8, 0, 0xaa, 0, 0x2f, 0x84, 0x5a, 0x0d, 0];
        prefix.CopyTo(_immutable);
        mailbox.TryWriteBytes(_immutable.AsSpan(prefix.Length));
    }

    public string Message(bool immutable, int folder, int ordinal)
    {
        Span<byte> text = stackalloc byte[LongestId];
        return Encoding.ASCII.GetString(text[..Message(text, immutable, folder, ordinal)]);
    }

    public int Message(Span<byte> text, bool immutable, int folder, int ordinal)
    {
        Span<byte> id = stackalloc byte[RegularBytes];
        return Encode(text, MessageBytes(id, immutable, folder, ordinal));
    }

    public string Folder(int number)
    {
        Span<byte> text = stackalloc byte[LongestId];
        return Encoding.ASCII.GetString(text[..Folder(text, number)]);
    }

    public int Folder(Span<byte> text, int number)
    {
        Span<byte> id = stackalloc byte[FolderBytes];
        _folder.CopyTo(id);
        BinaryPrimitives.WriteInt32BigEndian(id[^5..], number);
        return Encode(text, id);
    }

    public string Attachment(bool immutable, int folder, int ordinal, int index)
    {
        Span<byte> id = stackalloc byte[RegularBytes + AttachmentBytes];
        var length = MessageBytes(id, immutable, folder, ordinal).Length;
        var tail = id.Slice(length, AttachmentBytes);
        tail.Clear();
        tail[0] = 1;
        tail[1] = 0x12;
        BinaryPrimitives.WriteInt32BigEndian(tail[4..], index);
        Span<byte> text = stackalloc byte[LongestId];
        return Encoding.ASCII.GetString(text[..Encode(text, id[..(length + AttachmentBytes)])]);
    }

    /// <summary>Folder is null for an immutable id. Malformed ids throw; those of other mailboxes are not found.</summary>
    public (int? Folder, int Ordinal) ReadMessage(string id)
    {
        Span<byte> bytes = stackalloc byte[RegularBytes + 8];
        var length = Decode(id, bytes);
        if (length == ImmutableBytes)
        {
            if (!bytes[..43].SequenceEqual(_immutable.AsSpan(0, 43)))
                throw GraphException.ItemNotFound();
            return (null, BinaryPrimitives.ReadInt32BigEndian(bytes[43..]));
        }

        if (length != RegularBytes)
            throw GraphException.InvalidId();
        if (!bytes[..40].SequenceEqual(_regular.AsSpan(0, 40)))
            throw GraphException.ItemNotFound();
        return (BinaryPrimitives.ReadInt32BigEndian(bytes[104..]), BinaryPrimitives.ReadInt32BigEndian(bytes[108..]));
    }

    public int ReadFolder(string id)
    {
        Span<byte> bytes = stackalloc byte[RegularBytes + 8];
        if (Decode(id, bytes) != FolderBytes)
            throw GraphException.InvalidId();
        if (!bytes[..40].SequenceEqual(_folder.AsSpan(0, 40)))
            throw GraphException.ItemNotFound();
        return BinaryPrimitives.ReadInt32BigEndian(bytes[(FolderBytes - 5)..]);
    }

    public static int ReadAttachmentIndex(string id)
    {
        Span<byte> bytes = stackalloc byte[RegularBytes + AttachmentBytes + 8];
        var length = Decode(id, bytes);
        if (length is not (RegularBytes + AttachmentBytes or ImmutableBytes + AttachmentBytes))
            throw GraphException.InvalidId();
        return BinaryPrimitives.ReadInt32BigEndian(bytes[(length - AttachmentBytes + 4)..]);
    }

    private Span<byte> MessageBytes(Span<byte> id, bool immutable, int folder, int ordinal)
    {
        if (immutable)
        {
            _immutable.CopyTo(id);
            BinaryPrimitives.WriteInt32BigEndian(id[43..], ordinal);
            return id[..ImmutableBytes];
        }

        _regular.CopyTo(id);
        BinaryPrimitives.WriteInt32BigEndian(id[104..], folder);
        BinaryPrimitives.WriteInt32BigEndian(id[108..], ordinal);
        return id[..RegularBytes];
    }

    private static byte[] Template(Guid mailbox, int length, string prefix)
    {
        var bytes = new byte[length];
        var random = new SplitMix((ulong)length, BitConverter.ToUInt64(mailbox.ToByteArray()));
        for (var i = 40; i < length - 1; i++)
            bytes[i] = (byte)random.Next();
        Encoding.Latin1.GetBytes(prefix, bytes);
        if (prefix.Length > 0)
            Encoding.ASCII.GetBytes(mailbox.ToString("D"), bytes.AsSpan(prefix.Length));
        return bytes;
    }

    private static int Encode(Span<byte> text, ReadOnlySpan<byte> id)
    {
        var written = Base64Url.EncodeToUtf8(id, text);
        while (written % 4 != 0)
            text[written++] = (byte)'=';
        return written;
    }

    private static int Decode(string id, Span<byte> bytes)
    {
        var text = id.AsSpan().TrimEnd('=');
        return text.Length is > 0 and <= LongestId && Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
            ? written
            : throw GraphException.InvalidId();
    }
}

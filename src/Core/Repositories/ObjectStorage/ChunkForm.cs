using System.Buffers.Text;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// How a chunk's bytes become content: as they are (<see cref="Plain"/>), or as base64 in lines, as mail carries attachments. Only what comes out again exactly as it went in is kept so.
/// </summary>
/// <param name="Width">Characters of a line, a multiple of 4; 0 for bytes as they are.</param>
/// <param name="Crlf">True when lines are separated by CR LF, false when by LF.</param>
/// <param name="Column">Characters of the current line that the chunk before has filled.</param>
internal readonly record struct ChunkForm(int Width, bool Crlf, int Column)
{
    /// <summary>The longest line that is kept so; longer ones are stored as they are.</summary>
    public const int WidthMaximum = 1000;

    /// <summary>Bytes as they are.</summary>
    public static ChunkForm Plain => default;

    /// <summary>True for base64.</summary>
    public bool IsBase64 => Width > 0;

    /// <summary>True for what a writer may have made.</summary>
    public bool IsValid => Width == 0 ? this == Plain : Width % 4 == 0 && Width <= WidthMaximum && Column % 4 == 0 && Column >= 0 && Column <= Width;

    private int Separator => Crlf ? 2 : 1;

    /// <summary>Bytes of content that a chunk of that length becomes.</summary>
    public long LengthOf(int chunk)
    {
        if (!IsBase64)
            return chunk;
        long characters = ((long)chunk + 2) / 3 * 4;
        return characters == 0 ? 0 : characters + ((Column + characters - 1) / Width * Separator);
    }

    /// <summary>The form of the chunk behind one of that length, a multiple of 3.</summary>
    public ChunkForm After(int chunk)
    {
        long filled = Column + (chunk / 3 * 4L);
        return filled == 0 ? this : this with { Column = (int)((filled - 1) % Width) + 1 };
    }

    /// <summary>Turns a chunk of a base64 form into content.</summary>
    /// <param name="chunk">Its bytes.</param>
    /// <param name="content">Room for exactly <see cref="LengthOf"/> bytes.</param>
    public void Encode(ReadOnlySpan<byte> chunk, Span<byte> content)
    {
        // All at once into the end of the room, then line by line to where each belongs: that is never behind where it lies.
        int characters = (chunk.Length + 2) / 3 * 4;
        int from = content.Length - characters;
        Base64.EncodeToUtf8(chunk, content[from..], out _, out _);
        int to = 0;
        int room = Width - Column;
        while (from < content.Length)
        {
            if (room == 0)
            {
                if (Crlf)
                    content[to++] = (byte)'\r';
                content[to++] = (byte)'\n';
                room = Width;
            }

            int count = Math.Min(room, content.Length - from);
            content.Slice(from, count).CopyTo(content[to..]);
            from += count;
            to += count;
            room = 0;
        }
    }
}

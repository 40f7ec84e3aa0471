using System.Runtime.InteropServices;

namespace Veeam365.Simulators.Graph;

/// <summary>Every other 4 KiB block is random, the ones between repeat a short pattern; block n depends on seed and n only.</summary>
internal sealed class SyntheticFileContent(long length, int seed) : FileContent
{
    private const int BlockSize = 4096;

    public override long Length => length;

    public override int Read(long position, Span<byte> buffer)
    {
        var total = (int)Math.Clamp(length - position, 0, buffer.Length);
        Span<byte> block = stackalloc byte[BlockSize];
        for (var done = 0; done < total;)
        {
            var offset = (int)((position + done) % BlockSize);
            Fill(block, (position + done) / BlockSize);
            var piece = block[offset..Math.Min(BlockSize, offset + total - done)];
            piece.CopyTo(buffer[done..]);
            done += piece.Length;
        }

        return total;
    }

    private void Fill(Span<byte> block, long number)
    {
        var random = new SplitMix((ulong)seed, (ulong)number);
        var words = MemoryMarshal.Cast<byte, ulong>(block);
        var pattern = random.Next();
        var isRandom = number % 2 == 0;
        for (var i = 0; i < words.Length; i++)
            words[i] = isRandom ? random.Next() : pattern + (ulong)(i / 8);
    }
}

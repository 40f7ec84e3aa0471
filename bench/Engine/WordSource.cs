namespace Veeam365.Backup.Bench.Engine;

/// <summary>Text that compresses as prose does: words of a made-up language, the frequent ones frequent (Zipf), in sentences and lines. The same seed gives the same text.</summary>
internal sealed class WordSource
{
    private const int Words = 12_000;
    private const int TableSize = 1 << 16;
    private static readonly string[] Syllables =
    [
        "an", "ber", "con", "de", "el", "fer", "gen", "ha", "in", "jo", "ka", "lo", "men", "no", "or", "per", "qui", "re", "sta", "ti", "un", "ver", "wa", "xi", "yo", "za", "tion", "ment", "ing", "er", "ly", "s",
    ];

    private readonly byte[][] _words = new byte[Words][];
    private readonly ushort[] _table = new ushort[TableSize];

    /// <summary>Makes up the language.</summary>
    public WordSource(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < Words; i++)
            _words[i] = NewWord(random, i);
        double sum = Enumerable.Range(1, Words).Sum(rank => 1.0 / rank);
        int filled = 0;
        double reached = 0;
        for (int i = 0; i < Words; i++)
        {
            reached += 1.0 / (i + 1) / sum;
            for (int end = (int)(reached * TableSize); filled < Math.Min(end, TableSize); filled++)
                _table[filled] = (ushort)i;
        }
        _table.AsSpan(filled).Fill(Words - 1);
    }

    /// <summary>Writes about that many bytes of lines below 76 characters.</summary>
    public void Write(Stream target, Random random, int length, ReadOnlySpan<byte> lineStart = default, string lineEnd = "\r\n")
    {
        int line = 0;
        int sentence = 0;
        for (int written = 0; written < length;)
        {
            if (line == 0)
                target.Write(lineStart);
            // One draw gives the word and what follows it.
            uint draw = (uint)random.Next();
            byte[] word = _words[_table[draw & (TableSize - 1)]];
            target.Write(word);
            sentence++;
            bool ends = sentence > 5 && ((draw >> 16) & 15) == 0;
            if (ends)
                target.WriteByte((byte)'.');
            sentence = ends ? 0 : sentence;
            target.WriteByte((byte)' ');
            line += word.Length + 1;
            written += word.Length + 1;
            if (line <= 64)
                continue;
            foreach (char c in lineEnd)
                target.WriteByte((byte)c);
            line = 0;
        }
        foreach (char c in lineEnd)
            target.WriteByte((byte)c);
    }

    /// <summary>A few words on one line.</summary>
    public string Phrase(Random random, int words)
    {
        var chosen = new string[words];
        for (int i = 0; i < words; i++)
            chosen[i] = System.Text.Encoding.ASCII.GetString(_words[_table[random.Next(TableSize)]]);
        return string.Join(' ', chosen);
    }

    private static byte[] NewWord(Random random, int rank)
    {
        // Frequent words are short.
        int syllables = rank < 60 ? 1 : 1 + random.Next(rank < 1500 ? 3 : 4);
        var word = new System.Text.StringBuilder();
        for (int i = 0; i < syllables; i++)
            word.Append(Syllables[random.Next(Syllables.Length)]);
        if (rank % 17 == 5)
            word[0] = char.ToUpperInvariant(word[0]);
        return System.Text.Encoding.ASCII.GetBytes(word.ToString());
    }
}

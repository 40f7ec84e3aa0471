namespace Veeam365.Backup.Bench.Engine;

/// <summary>
/// Files as drives hold them: 20 people's folders with 2,000 files, about 1,040 MiB: office documents and pictures (which do not compress), texts, tables and logs
/// (which do), databases (in between); one in twenty is an edited copy of another.
/// </summary>
internal sealed class FileTree(int mebibytes) : IBenchTree
{
    private const int DefaultMebibytes = 1040;
    private const int DefaultFiles = 2_000;
    private const int People = 20;
    private const int ChurnEvery = 50;
    private const int MeanSize = 550_000;
    private const int Largest = 24 << 20;
    private static readonly string[] Folders = ["Documents", "Documents/Contracts", "Pictures", "Projects/Alpha/Reports"];
    private static readonly string[] Extensions = ["docx", "pdf", "jpg", "xlsx", "pptx", "txt", "csv", "log", "sqlite", "html"];
    private readonly int _files = (int)Math.Max(ChurnEvery, (long)DefaultFiles * mebibytes / DefaultMebibytes);
    private readonly WordSource _words = new(11);

    public string Name => "files";

    public void Create(string folder) =>
        Parallel.For(0, _files, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            using MemoryStream content = ContentOf(i);
            Save(PathOf(folder, i), content);
        });

    /// <summary>Edits in place: some bytes in the middle replaced by more, and something added at the end.</summary>
    public void Churn(string folder, int round)
    {
        for (int i = round % ChurnEvery; i < _files; i += ChurnEvery)
        {
            var random = new Random(unchecked((i * 31) + round + 1));
            byte[] before = File.ReadAllBytes(PathOf(folder, i));
            Save(PathOf(folder, i), Edited(before, random));
        }
    }

    private static void Save(string path, MemoryStream content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = File.Create(path, 0);
        file.Write(content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    private static string PathOf(string root, int number) =>
        Path.Combine(root, $"user{number % People:D2}", Folders[number / People % Folders.Length], $"file {number:D5}.{Extensions[number % Extensions.Length]}");

    private MemoryStream ContentOf(int number)
    {
        if (number % 20 == 19)
        {
            using MemoryStream original = ContentOf(number - 7);
            return Edited(original.ToArray(), new Random(number));
        }
        var random = new Random(unchecked((number * 1_000_003) ^ 0x2545F491));
        double factor = Math.Exp((1.3 * Gauss(random)) - 0.845);
        int length = Math.Clamp((int)(MeanSize * factor), 2_000, Largest);
        var content = new MemoryStream(length + 256);
        Write(content, random, number % Extensions.Length, length);
        return content;
    }

    private void Write(MemoryStream content, Random random, int kind, int length)
    {
        switch (kind)
        {
            case < 5:
                // A container of compressed parts with names between them.
                for (int left = length; left > 0; left -= 40_000)
                {
                    _words.Write(content, random, 200);
                    WriteBytes(content, random, Math.Min(left, 40_000), mask: 0xFF);
                }
                break;
            case 8:
                for (int left = length; left > 0; left -= 4096)
                {
                    _words.Write(content, random, 1400);
                    WriteBytes(content, random, Math.Min(left, 2600), mask: 0x3F);
                }
                break;
            case 6 or 7:
                WriteRows(content, random, length);
                break;
            default:
                _words.Write(content, random, length);
                break;
        }
    }

    private void WriteRows(MemoryStream content, Random random, int length)
    {
        for (int row = 0; content.Length < length; row++)
        {
            byte[] line = System.Text.Encoding.ASCII.GetBytes($"2026-03-{1 + (row / 5000 % 28):D2}T{row / 200 % 24:D2}:{row / 10 % 60:D2};{random.Next(100_000)};{_words.Phrase(random, 4)};{random.Next(1000)}.{random.Next(100):D2}\n");
            content.Write(line);
        }
    }

    private static void WriteBytes(MemoryStream target, Random random, int length, byte mask)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        if (mask != 0xFF)
        {
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] &= mask;
        }
        target.Write(bytes);
    }

    private MemoryStream Edited(byte[] before, Random random)
    {
        var after = new MemoryStream(before.Length + 8192);
        int at = random.Next(before.Length);
        after.Write(before.AsSpan(0, at));
        _words.Write(after, random, 500 + random.Next(3000));
        after.Write(before.AsSpan(Math.Min(before.Length, at + random.Next(200))));
        _words.Write(after, random, 300);
        return after;
    }

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

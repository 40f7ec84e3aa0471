using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;

namespace Veeam365.Backup.Tests.Repositories;

public sealed class MimeCuttingTests
{
    [Theory]
    [InlineData(76, "\r\n")]
    [InlineData(64, "\n")]
    public async Task An_attachment_of_a_megabyte_sent_in_100_messages_is_stored_once(int width, string lineEnd)
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync("p");
        byte[] attachment = RepositoryBench.RandomBytes(1 << 20, 1);
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", [.. Enumerable.Range(0, 100).Select(i => Message(i, attachment, width, lineEnd))]);

        Assert.InRange(bench.SizeOf(""), 1 << 20, 3 << 20);
        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);
        Assert.Equal(Message(57, attachment, width, lineEnd), await bench.ReadContentAsync(records[57]));
    }

    [Fact]
    public async Task A_small_attachment_is_stored_once_whatever_the_width_of_its_lines()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync("p");
        byte[] attachment = RepositoryBench.RandomBytes(100_000, 2);
        byte[][] messages = [.. Enumerable.Range(0, 60).Select(i => Message(i, attachment, i % 2 == 0 ? 76 : 72, i % 3 == 0 ? "\n" : "\r\n"))];
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", messages);

        Assert.InRange(bench.SizeOf(""), 100_000, 250_000);
        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);
        for (int i = 0; i < messages.Length; i++)
            Assert.Equal(messages[i], await bench.ReadContentAsync(records[i]));
    }

    [Fact]
    public async Task An_attachment_is_shared_with_the_file_it_came_from()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync("p");
        byte[] file = RepositoryBench.RandomBytes(150_000, 3);
        await using IRepositoryWriter writer = bench.NewWriter();
        await RepositoryBench.WriteAsync(writer, "u", [Message(1, file, 76, "\r\n")]);
        await using IObjectWriter drive = writer.BeginObject(new ObjectWriteStart(RepositoryBench.Identity("v"), 1, SegmentKind.Full, null), new RecordingSink());
        await drive.WriteItemAsync(new ItemWrite(RepositoryBench.Version("f") with { Kind = ItemKind.File }, null, new MemoryStream(file)), default);
        await drive.CompleteAsync(default);

        Assert.InRange(bench.SizeOf(""), 150_000, 250_000);
    }

    [Fact]
    public async Task An_attachment_that_is_not_base64_is_stored_once_too()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync("p");
        string attachment = Convert.ToHexString(RepositoryBench.RandomBytes(400_000, 4));
        byte[][] messages = [.. Enumerable.Range(0, 10).Select(i => Encoding.ASCII.GetBytes(
            $"Subject: {i}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nText {i}\r\n--b\r\nContent-Disposition: attachment; filename=x.txt\r\n\r\n{attachment}\r\n-- \r\nnot the end\r\n--b--\r\n"))];
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", messages);

        Assert.InRange(bench.SizeOf(""), 300_000, 1_000_000);
        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);
        Assert.Equal(messages[7], await bench.ReadContentAsync(records[7]));
    }

    [Theory]
    [InlineData(40_000)]
    [InlineData(700_000)]
    [InlineData(6_500_000)]
    public async Task Whatever_a_message_looks_like_it_reads_back_as_it_was(int size)
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        byte[][] messages = [.. HostileMessages(size)];
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", messages);
        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);
        for (int i = 0; i < messages.Length; i++)
            Assert.True(Same(messages[i], await bench.ReadContentAsync(records[i])), $"message {i}");
    }

    [Fact]
    public async Task Random_arrangements_of_lines_read_back_as_they_were()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        byte[][] messages = [.. Enumerable.Range(0, 120).Select(RandomMessage)];
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", messages);
        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);
        for (int i = 0; i < messages.Length; i++)
            Assert.True(Same(messages[i], await bench.ReadContentAsync(records[i])), $"message {i}");
    }

    [Fact]
    public void The_scanner_finds_the_same_bodies_however_the_message_arrives()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            byte[] message = RandomMessage(seed);
            List<int> whole = Bodies(message, message.Length);
            Assert.Equal(whole, Bodies(message, 4096));
            Assert.Equal(whole, Bodies(message, 2357));
        }
    }

    [Fact]
    public void Base64_is_read_the_same_however_it_arrives()
    {
        byte[] bytes = RepositoryBench.RandomBytes(100_001, 5);
        byte[] text = Encoding.ASCII.GetBytes(Base64(bytes, 76, "\r\n") + "\r\n--b--\r\n");
        foreach (int piece in (int[])[text.Length, 10_000, 1_111])
        {
            Base64Lines lines = Base64Lines.Begin(text)!;
            byte[] read = new byte[bytes.Length + 10];
            int at = 0, end = 0, count = 0;
            while (!lines.Ended)
            {
                end = Math.Min(text.Length, end + piece);
                at += lines.Read(text.AsSpan(at, end - at), end == text.Length, read.AsSpan(count), out int written);
                count += written;
            }

            Assert.Equal(bytes, read[..count]);
            Assert.Equal("\r\n--b--\r\n", Encoding.ASCII.GetString(text.AsSpan(at)));
        }
    }

    [Fact]
    public void A_location_with_a_form_that_no_writer_makes_is_damage()
    {
        foreach (ChunkForm form in (ChunkForm[])[new(75, true, 0), new(1004, true, 0), new(76, true, 2), new(76, false, 80)])
        {
            using PooledBuffer coded = new();
            ContentLocation.WriteList(coded, 0, [new ChunkEntry(new ChunkPlace(new ObjectId(7), 28, 100, 0, 57), default, 76, form)]);
            Assert.Throws<DataDamagedException>(() => ContentLocation.Read(coded.Span, default, out _));
        }
    }

    private static bool Same(byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b);

    private static List<int> Bodies(byte[] message, int piece)
    {
        MimeScanner scanner = new();
        List<int> bodies = [];
        int position = 0;
        for (int end = Math.Min(piece, message.Length); ; end = Math.Min(end + piece, message.Length))
        {
            while (scanner.TryFindBody(message.AsSpan(0, end), ref position))
                bodies.Add(position);
            if (end == message.Length)
                return bodies;
        }
    }

    private static byte[] Message(int number, byte[] attachment, int width, string lineEnd) => Encoding.ASCII.GetBytes(string.Join(lineEnd, [
        $"Message-ID: <{number}@example.com>",
        "Subject: Minutes " + number,
        "Content-Type: multipart/mixed; boundary=\"=_outer\"",
        "",
        "--=_outer",
        "Content-Type: text/plain",
        "",
        $"Dear all, this is number {number}.",
        "",
        "--=_outer",
        "Content-Type: application/pdf; name=\"minutes.pdf\"",
        "content-transfer-encoding: BASE64",
        "Content-Disposition: attachment; filename=\"minutes.pdf\"",
        "",
        Base64(attachment, width, lineEnd),
        "--=_outer--",
        "",
    ]));

    private static string Base64(byte[] bytes, int width, string lineEnd) =>
        string.Join(lineEnd, Convert.ToBase64String(bytes).Chunk(width).Select(line => new string(line)));

    private static IEnumerable<byte[]> HostileMessages(int size)
    {
        string base64 = Base64(RepositoryBench.RandomBytes(size * 3 / 4, 6), 76, "\r\n");
        const string head = "Subject: x\r\nContent-Transfer-Encoding: base64\r\n";
        string[] texts =
        [
            head + "\r\n" + base64,
            head + "\r\n" + base64 + "\r\n",
            head + "\r\n" + base64 + "\r\n\r\n--never--\r\n",
            head + "\r\n" + base64.Replace("\r\n", "\r", StringComparison.Ordinal),
            head + "\r\n" + base64.Replace("\r\n", "\n", StringComparison.Ordinal) + "\n",
            head + "\r\n" + base64[..(size / 2)] + "\n" + base64[(size / 2)..],
            head + "\r\n" + base64[..(size / 2)] + " " + base64[(size / 2)..],
            head + "\r\n" + base64[..(size / 2)] + "==" + base64[(size / 2)..],
            head + "\r\n" + base64[..(size / 2)] + "\r\n\r\n" + base64[(size / 2)..],
            head + "\r\n" + base64.Replace("\r\n", "", StringComparison.Ordinal),
            head + "\r\n" + string.Join("\r\n", Enumerable.Repeat("QQ==", size / 6)),
            head + "\r\n" + string.Join("\r\n", Enumerable.Repeat("QR==", size / 6)),
            head + "\r\n" + string.Join("\r\n", Enumerable.Repeat(new string(' ', 76), size / 78)),
            head + "\r\n" + string.Join("\r\n", Enumerable.Repeat("QUJD    " + new string('A', 68), size / 78)),
            head + "X-Long: " + new string('x', size) + "\r\n\r\n" + base64,
            new string('-', size),
            string.Concat(Enumerable.Repeat("--\n", size / 3)),
            string.Concat(Enumerable.Repeat("--b\r\nContent-Disposition: attachment\r\n\r\n", size / 40)),
            string.Concat(Enumerable.Repeat("--b\nContent-Transfer-Encoding: base64\n\nQUJD\n", size / 44)),
            "\r\n" + new string('\n', size),
            new string('\r', size),
            "--b\r\nContent-Disposition: attachment\r\n\r\n" + new string('y', size),
            "--b\r\nContent-Disposition: attachment\r\n\r\n" + new string('y', size) + "\r\n--b\r\n\r\nrest\r\n--b--",
        ];
        return texts.Select(Encoding.Latin1.GetBytes);
    }

    private static byte[] RandomMessage(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        int lines = random.Next(5, 60);
        for (int i = 0; i < lines; i++)
        {
            string end = random.Next(4) == 0 ? "\n" : "\r\n";
            text.Append(random.Next(9) switch
            {
                0 => "--b" + random.Next(3),
                1 => "Content-Transfer-Encoding: base64",
                2 => "Content-Disposition: attachment; filename=a",
                3 or 4 => "",
                5 => Base64(RepositoryBench.RandomBytes(random.Next(60_000), seed + i), 4 * random.Next(1, 40), end),
                6 => new string((char)random.Next(32, 250), random.Next(5000)),
                7 => "--b" + end + "Content-Transfer-Encoding: base64" + end + end + Base64(RepositoryBench.RandomBytes(random.Next(200_000), i % 5), 76, end),
                _ => "some text",
            }).Append(random.Next(20) == 0 ? "" : end);
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }
}

using System.Globalization;
using System.Text;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>
/// Mail as mailboxes hold it: 50 mailboxes with folders of .eml files, a plain and an HTML part each, 26 % with an attachment. An attachment goes to 3.4
/// messages on average, most to one, some to dozens: about 1,385 MiB in 40,000 messages, two thirds of them attachments.
/// </summary>
internal sealed class MailTree(int mebibytes) : IBenchTree
{
    private const int DefaultMebibytes = 1385;
    private const int DefaultMessages = 40_000;
    private const int Mailboxes = 50;
    private const int ChurnEvery = 50;
    private static readonly string[] Folders = ["Inbox", "Sent Items", "Archive/2024", "Archive/2025", "Projects/Alpha"];
    private readonly int _messages = (int)((long)DefaultMessages * mebibytes / DefaultMebibytes);
    private readonly WordSource _words = new(7);

    public string Name => "mail";

    public void Create(string folder) =>
        Parallel.For(0, _messages, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i => Write(folder, i, version: 0));

    public void Churn(string folder, int round)
    {
        for (int i = round % ChurnEvery; i < _messages; i += ChurnEvery)
            Write(folder, i, version: round + 1);
    }

    private void Write(string root, int number, int version)
    {
        string folder = Path.Combine(root, $"user{number % Mailboxes:D2}", Folders[number / Mailboxes % Folders.Length]);
        Directory.CreateDirectory(folder);
        var random = new Random(HashCode(number, version));
        using var message = new MemoryStream(64 << 10);
        WriteMessage(message, random, number);
        using FileStream file = File.Create(Path.Combine(folder, $"{number:D6}.eml"), 0);
        file.Write(message.GetBuffer().AsSpan(0, (int)message.Length));
    }

    private void WriteMessage(MemoryStream message, Random random, int number)
    {
        bool hasAttachment = random.NextDouble() < 0.26;
        string outer = $"=_{random.NextInt64():x16}{number:x8}";
        string inner = $"=_{random.NextInt64():x16}alt";
        WriteHeaders(message, random, number);
        if (hasAttachment)
            Text(message, $"Content-Type: multipart/mixed;\r\n\tboundary=\"{outer}\"\r\n\r\nThis is a multi-part message in MIME format.\r\n--{outer}\r\n");
        WriteBodies(message, random, inner);
        if (!hasAttachment)
            return;
        WriteAttachment(message, random, outer);
        Text(message, $"\r\n--{outer}--\r\n");
    }

    private void WriteHeaders(MemoryStream message, Random random, int number)
    {
        string from = Address(random), to = Address(random);
        string date = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(number * 11).ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
        for (int hop = 0; hop < 3; hop++)
            Text(message, $"Received: from AM0PR04MB{random.Next(10_000):D4}.eurprd04.prod.contoso.example (2603:10a6:{random.Next(4096):x}:{random.Next(4096):x}::{hop})\r\n by VI1PR04MB{random.Next(10_000):D4}.eurprd04.prod.contoso.example with HTTPS; {date}\r\n");
        Text(message, $"From: {from}\r\nTo: {to}\r\nSubject: {_words.Phrase(random, 3 + random.Next(6))}\r\nDate: {date}\r\nMessage-ID: <{random.NextInt64():X16}{random.NextInt64():X16}@contoso.example>\r\n");
        Text(message, $"Thread-Index: {Convert.ToBase64String(BytesOf(random, 22))}\r\nX-MS-Exchange-Organization-Network-Message-Id: {random.NextInt64():x16}{random.NextInt64():x16}\r\nX-MS-Has-Attach: yes\r\nMIME-Version: 1.0\r\n");
    }

    private void WriteBodies(MemoryStream message, Random random, string boundary)
    {
        int length = Math.Clamp((int)(1800 * Math.Exp(0.8 * Gauss(random))), 200, 30_000);
        Text(message, $"Content-Type: multipart/alternative;\r\n\tboundary=\"{boundary}\"\r\n\r\n--{boundary}\r\nContent-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n");
        using var body = new MemoryStream(length + 128);
        _words.Write(body, random, length);
        message.Write(body.GetBuffer().AsSpan(0, (int)body.Length));
        Text(message, $"\r\n--{boundary}\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"><style>p.MsoNormal, li.MsoNormal {{margin:0cm;font-size:11.0pt;font-family:\"Calibri\",sans-serif;}}</style></head><body lang=\"EN-US\">\r\n<p class=\"MsoNormal\">");
        message.Write(body.GetBuffer().AsSpan(0, (int)body.Length));
        _words.Write(message, random, length, "<p class=\"MsoNormal\"><span style=\"font-size:10.0pt\">"u8, "</span></p>\r\n");
        Text(message, $"</p></body></html>\r\n\r\n--{boundary}--\r\n");
    }

    private void WriteAttachment(MemoryStream message, Random random, string boundary)
    {
        int attachment = PickAttachment(random);
        var own = new Random(HashCode(attachment, -1));
        (string type, string extension) = (attachment % 4) switch
        {
            0 => ("application/pdf", "pdf"),
            1 => ("image/jpeg", "jpg"),
            2 => ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
            _ => ("text/csv", "csv"),
        };
        string name = $"attachment {attachment}.{extension}";
        Text(message, $"\r\n--{boundary}\r\nContent-Type: {type}; name=\"{name}\"\r\nContent-Description: {name}\r\nContent-Disposition: attachment; filename=\"{name}\"; size={own.Next(1000, 999_999)}\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        int length = Math.Clamp((int)(43_000 * Math.Exp(1.0 * Gauss(own))), 3_000, 3_000_000);
        WriteBase64(message, extension == "csv" && attachment % 3 == 0 ? TextOf(own, length) : BytesOf(own, length));
    }

    /// <summary>Every message with an attachment takes either one of its own or one of those that go round, the first of them most.</summary>
    private int PickAttachment(Random random)
    {
        int shared = Math.Max(8, _messages / 50);
        return random.NextDouble() < 0.2 ? shared + random.Next() % (1 << 24) : (int)(shared * Math.Pow(random.NextDouble(), 1.4));
    }

    private byte[] TextOf(Random random, int length)
    {
        using var text = new MemoryStream(length + 256);
        _words.Write(text, random, length);
        return text.ToArray();
    }

    private static byte[] BytesOf(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Lines of 76 characters, as RFC 2045 has them.</summary>
    private static void WriteBase64(MemoryStream target, byte[] bytes)
    {
        Span<byte> line = stackalloc byte[78];
        for (int at = 0; at < bytes.Length; at += 57)
        {
            System.Buffers.Text.Base64.EncodeToUtf8(bytes.AsSpan(at, Math.Min(57, bytes.Length - at)), line, out _, out int written);
            "\r\n"u8.CopyTo(line[written..]);
            target.Write(line[..(written + 2)]);
        }
    }

    private static string Address(Random random) => $"\"User {random.Next(400):D3}\" <user{random.Next(400):D3}@contoso.example>";

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The same in every process, unlike System.HashCode.</summary>
    private static int HashCode(int number, int version) => unchecked((number * 1_000_003) ^ (version * 7_919) ^ 0x5bd1e995);

    private static void Text(MemoryStream target, string text)
    {
        int start = (int)target.Length;
        target.SetLength(start + text.Length);
        Encoding.ASCII.GetBytes(text, target.GetBuffer().AsSpan(start));
        target.Position = target.Length;
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>Makes up the messages of one synthetic set from seed and index; keeps nothing per message.</summary>
internal sealed class SyntheticMail(SyntheticMailOptions options, int firstOrdinal, string ownerName, string ownerAddress)
{
    private const ulong HeaderStream = 0x11;
    private const ulong BodyStream = 0x22;
    private const ulong AttachmentStream = 0x33;

    private readonly byte[] _owner = Encoding.UTF8.GetBytes($"\"{ownerName}\" <{ownerAddress}>");
    private readonly long _step = options.Span.Ticks / Math.Max(1, options.Count);

    public int FirstOrdinal => firstOrdinal;

    public int Count => options.Count;

    public bool IsRead(int index) => (SplitMix.Mix((ulong)index ^ ((ulong)options.Seed << 32)) & 7) != 0;

    public DateTimeOffset Received(int index) =>
        new(options.From.Ticks + (_step * index) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    public MessageVersion Version(int index)
    {
        var received = Received(index);
        return new MessageVersion
        {
            Source = new SyntheticMime(this, index),
            Received = received,
            Created = received,
            Modified = received,
            ChangeNumber = index + 1,
            IsRead = IsRead(index),
        };
    }

    public MimeSummary Describe(int index)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1024);
        var writer = new SpanWriter(buffer);
        var traits = Traits.Of(options, index);
        WriteSubject(ref writer, traits);
        var subject = Encoding.UTF8.GetString(writer.Written);
        writer.Clear();
        WriteName(ref writer, traits);
        var name = Encoding.UTF8.GetString(writer.Written);
        writer.Clear();
        WriteAddress(ref writer, traits);
        var address = Encoding.UTF8.GetString(writer.Written);
        writer.Clear();
        WriteMessageId(ref writer, traits);
        var id = Encoding.UTF8.GetString(writer.Written);
        ArrayPool<byte>.Shared.Return(buffer);
        var from = new MimeAddress(name, address);
        return new MimeSummary
        {
            Subject = subject,
            From = from,
            Sender = from,
            To = [new MimeAddress(ownerName, ownerAddress)],
            Sent = Received(index).AddSeconds(-3),
            MessageId = id,
            HasAttachments = traits.HasAttachment,
        };
    }

    public MimeLease Write(int index)
    {
        var traits = Traits.Of(options, index);
        var capacity = traits.BodySize + 4096 + (traits.HasAttachment ? options.AttachmentSize / 3 * 4 + options.AttachmentSize / 28 + 1024 : 0);
        var buffer = ArrayPool<byte>.Shared.Rent(capacity);
        var writer = new SpanWriter(buffer);
        WriteHeaders(ref writer, traits);
        if (traits.HasAttachment)
            WriteMixed(ref writer, traits);
        else
            WriteText(ref writer, traits);
        return new MimeLease(buffer.AsMemory(0, writer.Position), buffer);
    }

    private void WriteHeaders(ref SpanWriter writer, in Traits traits)
    {
        var received = Received(traits.Index);
        writer.Write("Received: from mail"u8);
        writer.Write(traits.Sender % 7);
        writer.Write(".fabrikam.example (192.0.2."u8);
        writer.Write(1 + traits.Sender % 250);
        writer.Write(") by mx.contoso.example (198.51.100.7)\r\n with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384);\r\n "u8);
        writer.Write(received);
        writer.Write("\r\nFrom: \""u8);
        WriteName(ref writer, traits);
        writer.Write("\" <"u8);
        WriteAddress(ref writer, traits);
        writer.Write(">\r\nTo: "u8);
        writer.Write(_owner);
        writer.Write("\r\nSubject: "u8);
        WriteSubject(ref writer, traits);
        writer.Write("\r\nDate: "u8);
        writer.Write(received.AddSeconds(-3));
        writer.Write("\r\nMessage-ID: "u8);
        WriteMessageId(ref writer, traits);
        writer.Write("\r\nThread-Index: "u8);
        writer.WriteHex(SplitMix.Mix(traits.Key));
        writer.Write("\r\nAccept-Language: en-US\r\nContent-Language: en-US\r\nX-Mailer: Contoso Mailer 16.0.17126\r\nMIME-Version: 1.0\r\n"u8);
    }

    private void WriteText(ref SpanWriter writer, in Traits traits)
    {
        if (!traits.IsHtml)
        {
            writer.Write("Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"u8);
            WriteProse(ref writer, traits, writer.Position + traits.BodySize, false);
            return;
        }

        writer.Write("Content-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n<html><head>\r\n"u8);
        writer.Write("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\r\n<style type=\"text/css\">P {margin-top:0;margin-bottom:0;}</style>\r\n</head><body dir=\"ltr\">\r\n"u8);
        WriteProse(ref writer, traits, writer.Position + traits.BodySize, true);
        writer.Write("</body></html>\r\n"u8);
    }

    private void WriteMixed(ref SpanWriter writer, in Traits traits)
    {
        writer.Write("Content-Type: multipart/mixed; boundary=\"_004_"u8);
        writer.WriteHex(traits.Key);
        writer.Write("_\"\r\n\r\n--_004_"u8);
        writer.WriteHex(traits.Key);
        writer.Write("_\r\n"u8);
        WriteText(ref writer, traits);
        writer.Write("\r\n--_004_"u8);
        writer.WriteHex(traits.Key);
        writer.Write("_\r\nContent-Type: application/octet-stream; name=\"report-"u8);
        writer.Write(traits.Attachment);
        writer.Write(".bin\"\r\nContent-Disposition: attachment; filename=\"report-"u8);
        writer.Write(traits.Attachment);
        writer.Write(".bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"u8);
        WriteAttachment(ref writer, traits.Attachment);
        writer.Write("--_004_"u8);
        writer.WriteHex(traits.Key);
        writer.Write("_--\r\n"u8);
    }

    private void WriteAttachment(ref SpanWriter writer, int attachment)
    {
        var random = new SplitMix((ulong)options.Seed ^ AttachmentStream, (ulong)attachment);
        Span<byte> line = stackalloc byte[57];
        for (var left = options.AttachmentSize; left > 0; left -= line.Length)
        {
            var piece = line[..Math.Min(left, line.Length)];
            for (var i = 0; i < piece.Length; i += 8)
                Fill(piece[i..], random.Next());
            Base64.EncodeToUtf8(piece, writer.Free, out _, out var written);
            writer.Advance(written);
            writer.Write("\r\n"u8);
        }
    }

    private static void Fill(Span<byte> target, ulong value)
    {
        for (var i = 0; i < Math.Min(8, target.Length); i++)
            target[i] = (byte)(value >> (8 * i));
    }

    private void WriteProse(ref SpanWriter writer, in Traits traits, int end, bool html)
    {
        var random = new SplitMix((ulong)options.Seed ^ BodyStream, (ulong)traits.Index);
        writer.Write(html ? "<p>Hello,</p>\r\n"u8 : "Hello,\r\n\r\n"u8);
        while (writer.Position < end - 60)
        {
            if (html)
                writer.Write("<p class=\"MsoNormal\">"u8);
            for (var sentences = 2 + random.Below(4); sentences > 0 && writer.Position < end - 60; sentences--)
                WriteSentence(ref writer, ref random);
            writer.Write(html ? "</p>\r\n"u8 : "\r\n\r\n"u8);
        }

        writer.Write(html ? "<p>Best regards,<br>"u8 : "Best regards,\r\n"u8);
        WriteName(ref writer, traits);
        writer.Write(html ? "</p>\r\n"u8 : "\r\n"u8);
    }

    private static void WriteSentence(ref SpanWriter writer, ref SplitMix random)
    {
        var words = 5 + random.Below(12);
        for (var i = 0; i < words; i++)
        {
            var start = writer.Position;
            var bits = random.Next();
            if ((bits & 31) == 0)
            {
                writer.Write((int)(bits >> 40) % 10_000);
            }
            else
            {
                writer.Write(Skewed(bits));
                if (i == 0)
                    writer.Capitalise(start);
            }

            writer.Write(i == words - 1 ? "."u8 : ""u8);
            writer.Write(i % 12 == 11 ? "\r\n"u8 : " "u8);
        }
    }

    /// <summary>Frequent words come first in the list; the product of two uniform numbers prefers them.</summary>
    private static byte[] Skewed(ulong bits)
    {
        var words = Vocabulary.Words;
        var a = (uint)(bits >> 8) & 0xFFFFF;
        var b = (uint)(bits >> 36) & 0xFFFFF;
        return words[(int)(((ulong)a * b * (ulong)words.Length) >> 40)];
    }

    private static void WriteSubject(ref SpanWriter writer, in Traits traits)
    {
        var random = new SplitMix(traits.Key, 7);
        writer.Write(random.Below(3) switch { 0 => "RE: "u8, 1 => "FW: "u8, _ => ""u8 });
        var start = writer.Position;
        for (var words = 3 + random.Below(5); words > 0; words--)
        {
            writer.Write(Vocabulary.Words[58 + random.Below(Vocabulary.Words.Length - 58)]);
            writer.Write(" "u8);
        }

        writer.Capitalise(start);
        writer.Write("#"u8);
        writer.Write(traits.Index);
    }

    private static void WriteName(ref SpanWriter writer, in Traits traits)
    {
        writer.Write(Vocabulary.FirstNames[traits.Sender % Vocabulary.FirstNames.Length]);
        writer.Write(" "u8);
        writer.Write(Vocabulary.LastNames[traits.Sender / Vocabulary.FirstNames.Length % Vocabulary.LastNames.Length]);
    }

    private static void WriteAddress(ref SpanWriter writer, in Traits traits)
    {
        writer.Write(Vocabulary.FirstNames[traits.Sender % Vocabulary.FirstNames.Length]);
        writer.Write("."u8);
        writer.Write(Vocabulary.LastNames[traits.Sender / Vocabulary.FirstNames.Length % Vocabulary.LastNames.Length]);
        writer.Write("@fabrikam.example"u8);
    }

    private static void WriteMessageId(ref SpanWriter writer, in Traits traits)
    {
        writer.Write("<"u8);
        writer.WriteHex(traits.Key);
        writer.Write("."u8);
        writer.Write(traits.Index);
        writer.Write("@mail.fabrikam.example>"u8);
    }

    /// <summary>What is decided about a message before a byte of it is written.</summary>
    private readonly record struct Traits(int Index, ulong Key, int Sender, bool IsHtml, int BodySize, bool HasAttachment, int Attachment)
    {
        public static Traits Of(SyntheticMailOptions options, int index)
        {
            var random = new SplitMix((ulong)options.Seed ^ HeaderStream, (ulong)index);
            var key = random.Next();
            var sender = random.Below(900);
            var html = random.Below(10) < 4;
            // Headers take about 800 bytes; sizes spread evenly around the average, from half to one and a half of it.
            var size = Math.Max(200, (int)(options.AverageSize * (0.5 + random.NextDouble())) - 800);
            var attachment = random.NextDouble() < options.AttachmentShare;
            return new Traits(index, key, sender, html, size, attachment, random.Below(Math.Max(1, options.DistinctAttachments)));
        }
    }
}

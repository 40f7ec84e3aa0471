using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class ContentCodingTests
{
    [Fact]
    public async Task What_comes_compressed_is_kept_as_it_was_and_downloads_are_not_compressed()
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { CompressAnswers = true });
        foreach (int i in Enumerable.Range(0, 30))
            f.AddMail("inbox", $"{i}");
        f.Drive.AddFile("root", "long.txt", FileContent.Of(Encoding.UTF8.GetBytes(new string('x', 300_000))));

        using var client = new HttpClient(f.Simulator.CreateHandler());
        client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        using HttpResponseMessage sample = await client.GetAsync(new Uri(f.Simulator.Endpoint, $"{f.Tenant.TenantId}/v2.0/.well-known/openid-configuration"));
        Assert.Equal(["gzip"], sample.Content.Headers.ContentEncoding);

        await f.BackUpMailAsync();
        await f.BackUpFilesAsync();

        f.AssertMailIsTrue();
        f.AssertFilesAreTrue();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("identity")]
    public void Each_coding_that_is_asked_for_is_undone(string coding)
    {
        using var content = new ByteArrayContent(Coded("hello", coding)) { Headers = { ContentEncoding = { coding } } };
        using var reader = new StreamReader(ContentCoding.Decode(content.Headers, content.ReadAsStream()));
        Assert.Equal("hello", reader.ReadToEnd());
        Assert.Null(ContentCoding.LengthOf(content.Headers));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(-3)]
    public void A_body_that_was_damaged_counts_as_broken_on_its_way(int at)
    {
        byte[] damaged = Coded(Convert.ToHexString(RandomNumberGenerator.GetBytes(10_000)), "gzip");
        damaged[at < 0 ? damaged.Length + at : at] ^= 0xff;
        using var content = new ByteArrayContent(damaged) { Headers = { ContentEncoding = { "gzip" } } };
        Stream decoded = ContentCoding.Decode(content.Headers, content.ReadAsStream());

        Exception error = Assert.ThrowsAny<Exception>(() => decoded.CopyTo(Stream.Null));

        Assert.True(BrokenBody.Is(error, default), error.ToString());
    }

    [Fact]
    public void A_coding_that_was_not_asked_for_is_an_error()
    {
        using var content = new ByteArrayContent([1]) { Headers = { ContentEncoding = { "br" } } };
        Assert.Throws<HttpRequestException>(() => ContentCoding.Decode(content.Headers, content.ReadAsStream()));
    }

    private static byte[] Coded(string text, string coding)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        if (coding == "identity")
            return plain;
        using var result = new MemoryStream();
        using (var coder = new GZipStream(result, CompressionMode.Compress, leaveOpen: true))
            coder.Write(plain);
        return result.ToArray();
    }
}

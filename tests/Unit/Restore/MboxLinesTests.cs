using System.Text;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.Tests.Restore;

public sealed class MboxLinesTests
{
    [Theory]
    [InlineData("a: b\r\n\r\nFrom me\r\n>From you\r\n>>From\r\n From\r\nFromage\r\n", "a: b\n\n>From me\n>>From you\n>>From\n From\nFromage\n\n")]
    [InlineData("From start\r\nno end", ">From start\nno end\n\n")]
    [InlineData("a\rb\r\r\nc\nd\r", "a\rb\r\nc\nd\r\n\n")]
    [InlineData("", "\n")]
    [InlineData("x\r\n>>>From y\r\n", "x\n>>>>From y\n\n")]
    [InlineData("From", "From\n\n")]
    public void Lines_that_look_like_the_next_message_are_quoted(string message, string expected)
    {
        for (int piece = 1; piece <= Math.Max(1, message.Length); piece++)
        {
            var lines = new MboxLines();
            var written = new StringBuilder();
            foreach (byte[] part in Encoding.ASCII.GetBytes(message).Chunk(piece))
                written.Append(Encoding.ASCII.GetString(lines.Next(part).Span));
            written.Append(Encoding.ASCII.GetString(lines.End().Span));
            Assert.Equal(expected, written.ToString());
        }
    }
}

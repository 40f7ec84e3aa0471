using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Tests.Sources;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("<p>Hello <b>all</b></p>\r\n<p>of you</p>", true, "Hello all of you")]
    [InlineData("a &lt;b&gt; &amp; c", true, "a <b> & c")]
    [InlineData("1 < 2", false, "1 < 2")]
    [InlineData("<img src='x'>", true, "")]
    [InlineData("  \t ", false, "")]
    public void Markup_and_spaces_are_left_out(string text, bool isHtml, string expected) => Assert.Equal(expected, PlainText.Excerpt(text, isHtml));

    [Fact]
    public void A_long_text_is_cut_and_no_character_with_it()
    {
        string cut = PlainText.Excerpt(new string('a', 79) + "😀😀", isHtml: false);
        Assert.Equal(new string('a', 79), cut);
    }
}

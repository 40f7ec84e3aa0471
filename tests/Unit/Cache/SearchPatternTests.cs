using Veeam365.Backup.Core.Cache;

namespace Veeam365.Backup.Tests.Cache;

public sealed class SearchPatternTests
{
    [Fact]
    public void No_character_beyond_ascii_equals_an_ascii_one_without_case()
    {
        // Databases compare ASCII letters without case and are trusted to drop rows by them.
        for (char c = '\u0080'; c < char.MaxValue; c++)
        {
            char upper = char.ToUpperInvariant(c);
            Assert.False(upper < 0x80 && new SearchPattern(upper.ToString()).Matches(c.ToString()), $"U+{(int)c:X4}");
        }
    }

    [Fact]
    public void Upper_case_keeps_the_length_of_text()
    {
        for (int c = 0; c <= char.MaxValue; c++)
            Assert.Equal(1, ((char)c).ToString().ToUpperInvariant().Length);
    }

    [Theory]
    [InlineData("*a*b*c*", "xxaxxbxxcxx", true)]
    [InlineData("*a*b*c*", "xxaxxcxxbxx", false)]
    [InlineData("a*?", "a", false)]
    [InlineData("a*?", "ab", true)]
    [InlineData("**", "", true)]
    [InlineData("?", "\uD83D\uDE00", true)]
    [InlineData("??", "\uD83D\uDE00", false)]
    [InlineData("*\uDE00", "\uD83D\uDE00", false)]
    public void Stars_and_question_marks(string pattern, string text, bool matches) => Assert.Equal(matches, new SearchPattern(pattern).Matches(text));

    [Fact]
    public void Half_a_pair_is_one_character() => Assert.True(new SearchPattern("a?b").Matches("a\uD83Db"));

    [Fact]
    public void Nothing_matches_no_pattern() => Assert.False(new SearchPattern("*").Matches(null));
}

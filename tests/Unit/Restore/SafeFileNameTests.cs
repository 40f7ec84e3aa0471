using System.Text;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.Tests.Restore;

public sealed class SafeFileNameTests
{
    [Theory]
    [InlineData("../../etc/passwd", ".._.._etc_passwd")]
    [InlineData("..", "fallback")]
    [InlineData(".", "fallback")]
    [InlineData("   ", "fallback")]
    [InlineData("", "fallback")]
    [InlineData("a:b*c?", "a_b_c_")]
    [InlineData("CON", "_CON")]
    [InlineData("com1.txt", "_com1.txt")]
    [InlineData("trailing. . ", "trailing")]
    [InlineData("tab\tnull\0", "tab_null_")]
    [InlineData("évil‮gpj.exe", "évil_gpj.exe")]
    [InlineData("\\\\server\\share", "__server_share")]
    public void Hostile_names_become_plain_ones(string text, string expected) => Assert.Equal(expected, SafeFileName.From(text, "fallback"));

    [Fact]
    public void Long_names_are_cut_between_characters()
    {
        string name = SafeFileName.From(string.Concat(Enumerable.Repeat("😀", 500)), "fallback");

        Assert.InRange(Encoding.UTF8.GetByteCount(name), 100, 180);
        Assert.DoesNotContain('�', name);
    }

    [Fact]
    public void Unpaired_surrogates_are_replaced() => Assert.Equal("a_b", SafeFileName.From("a\uD800b", "fallback"));
}

using System.Text;
using Veeam365.Backup.Core.Cache;

namespace Veeam365.Backup.Tests.Cache;

public sealed class CacheTextTests
{
    [Fact]
    public void Any_text_is_encoded_without_loss_into_text_that_both_engines_hold()
    {
        var random = new Random(7);
        char[] alphabet = ['\0', '\u001A', '\uD800', '\uDBFF', '\uDC00', '\uDFFF', 'a', '0', '0', 'é', '\uFFFF'];
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        for (int i = 0; i < 20_000; i++)
        {
            string text = new(random.GetItems(alphabet, random.Next(9)));
            string encoded = CacheText.Encode(text);
            Assert.Equal(text, CacheText.Decode(encoded));
            Assert.Equal(text != encoded, CacheText.NeedsEscape(text));
            Assert.DoesNotContain('\0', encoded);
            strict.GetBytes(encoded);
        }
    }
}

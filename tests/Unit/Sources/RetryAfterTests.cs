using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Tests.Sources;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("120", 120)]
    [InlineData("0", 0)]
    [InlineData("1.75", 1.75)]
    [InlineData("Wed, 04 Mar 2026 05:06:37 GMT", 30)]
    [InlineData("Wed, 04 Mar 2026 05:06:00 GMT", 0)]
    [InlineData("Wednesday, 04-Mar-26 05:06:37 GMT", 30)]
    [InlineData("Wed Mar  4 05:06:37 2026", 30)]
    [InlineData("2026-03-04T05:06:37Z", 30)]
    [InlineData(" 7 ", 7)]
    public void Every_form_is_understood(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(text, Now));

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("NaN")]
    [InlineData("3 4")]
    [InlineData("")]
    [InlineData(null)]
    public void Nonsense_is_no_wait(string? text) => Assert.Null(RetryAfter.Parse(text, Now));

    [Fact]
    public void A_date_is_read_by_the_servers_own_clock()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Date", "Wed, 04 Mar 2026 05:06:07 GMT");
        response.Headers.TryAddWithoutValidation("Retry-After", "Wed, 04 Mar 2026 05:06:17 GMT");
        Assert.Equal(TimeSpan.FromSeconds(10), RetryAfter.Read(response, TimeProvider.System));
    }
}

using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Tests.Sources;

public sealed class ResourceUnitTests
{
    [Theory]
    [InlineData("drives/1/items/2", 1)]
    [InlineData("drives/1/root", 1)]
    [InlineData("drives/1/items/2/content", 1)]
    [InlineData("drives/1/root/delta?token=abc", 1)]
    [InlineData("drives/1/root/delta?$top=500", 2)]
    [InlineData("drives/1/items/2/children", 2)]
    [InlineData("drives/1/items/2/versions", 2)]
    [InlineData("drives/1/items/2/permissions", 5)]
    [InlineData("sites/getAllSites?$top=500", 2)]
    [InlineData("sites/1/lists/2/items/delta?$expand=fields", 2)]
    [InlineData("sites/1/lists/2/items/delta?token=abc", 1)]
    [InlineData("sites/1/lists/2/contentTypes?$expand=columns", 2)]
    [InlineData("sites/1/pages/microsoft.graph.sitePage", 2)]
    [InlineData("sites/1/pages/2/microsoft.graph.sitePage?$expand=canvasLayout", 1)]
    [InlineData("drives/1/items/2?$expand=permissions", 5)]
    public void Requests_are_estimated_as_the_service_counts_them(string path, int units) =>
        Assert.Equal(units, ResourceUnits.Of(new Uri("https://graph.microsoft.com/v1.0/" + path)));

    [Theory]
    [InlineData("120", "33", 120.0, 33.0)]
    [InlineData("0", "1", 0.0, 1.0)]
    [InlineData("12.5", "2.5", 12.5, 2.5)]
    public void What_is_left_is_read_from_the_answer(string remaining, string reset, double left, double seconds) =>
        Assert.Equal(new RateLimit(left, TimeSpan.FromSeconds(seconds)), Read(remaining, reset));

    [Theory]
    [InlineData("many", "33")]
    [InlineData("-1", "33")]
    [InlineData("10", "NaN")]
    [InlineData("10", "1e99")]
    [InlineData("10", "99999999")]
    public void Nonsense_says_nothing(string remaining, string reset) => Assert.Null(Read(remaining, reset));

    private static RateLimit? Read(string remaining, string reset)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("RateLimit-Limit", "1250");
        response.Headers.TryAddWithoutValidation("RateLimit-Remaining", remaining);
        response.Headers.TryAddWithoutValidation("RateLimit-Reset", reset);
        return RateLimit.Read(response);
    }
}

using System.Net.Http.Headers;
using System.Text.Json;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Simulators;

/// <summary>A signed-in client of a simulator, and the simulator.</summary>
internal sealed class SimulatorClient : IAsyncDisposable
{
    private SimulatorClient(GraphSimulator simulator)
    {
        Simulator = simulator;
        Http = new HttpClient(simulator.CreateHandler()) { BaseAddress = new Uri(simulator.Endpoint, "v1.0/") };
    }

    public GraphSimulator Simulator { get; }

    public SimulatedTenant Tenant => Simulator.Tenant;

    public HttpClient Http { get; }

    public static async Task<SimulatorClient> StartAsync(GraphSimulatorOptions? options = null)
    {
        var client = new SimulatorClient(await GraphSimulator.StartAsync(options));
        await client.SignInAsync();
        return client;
    }

    public async Task SignInAsync()
    {
        using var response = await PostTokenAsync(SecretForm());
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", json.RootElement.GetProperty("access_token").GetString());
    }

    public Dictionary<string, string> SecretForm() => new()
    {
        ["grant_type"] = "client_credentials",
        ["client_id"] = Tenant.Application.ClientId,
        ["client_secret"] = Tenant.Application.Secret,
        ["scope"] = "https://graph.microsoft.com/.default",
    };

    public Task<HttpResponseMessage> PostTokenAsync(Dictionary<string, string> form, string? tenant = null) =>
        Http.PostAsync(new Uri(Simulator.Endpoint, $"{tenant ?? Tenant.TenantId}/oauth2/v2.0/token"), new FormUrlEncodedContent(form));

    public async Task<HttpResponseMessage> SendAsync(string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Http.BaseAddress!, url));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }

    public async Task<JsonElement> GetAsync(string url, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(url, headers);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Follows a round to its end: the items in the order they came, and the link it ended with.</summary>
    public async Task<DeltaRound> RoundAsync(string url, params (string Name, string Value)[] headers)
    {
        var items = new List<JsonElement>();
        for (var pages = 1; ; pages++)
        {
            var page = await GetAsync(url, headers);
            items.AddRange(page.GetProperty("value").EnumerateArray());
            if (!page.TryGetProperty("@odata.nextLink", out var next))
                return new DeltaRound(items, page.TryGetProperty("@odata.deltaLink", out var link) ? link.GetString()! : "", pages);
            url = next.GetString()!;
        }
    }

    public async Task<(int Status, string Code)> ErrorAsync(string url, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(url, headers);
        var json = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        return ((int)response.StatusCode, json.GetProperty("error").GetProperty("code").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Simulator.DisposeAsync();
    }
}

using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>Issues access tokens and knows them again.</summary>
internal sealed class AccessTokens(GraphSimulatorOptions options, SimulatedTenant tenant)
{
    private readonly ConcurrentDictionary<string, IssuedToken> _issued = new(StringComparer.Ordinal);

    public string Issue(SimulatedApplication application, string audience, string authority)
    {
        var now = options.Time.GetUtcNow();
        var expires = now + options.AccessTokenLifetime;
        var payload = new Dictionary<string, object>
        {
            ["aud"] = audience,
            ["iss"] = $"{authority}/{tenant.TenantId}/",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["appid"] = application.ClientId,
            ["idtyp"] = "app",
            ["roles"] = application.Permissions.ToArray(),
            ["tid"] = tenant.TenantId,
            ["ver"] = "1.0",
            ["uti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
        };
        var token = string.Join('.', Part(new Dictionary<string, object> { ["typ"] = "JWT", ["alg"] = "none" }), Part(payload), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        _issued[token] = new IssuedToken(application.Permissions, expires, tenant.TokenGeneration);
        return token;
    }

    /// <summary>The permissions in the request's token; 401 if it has none that is good.</summary>
    public IReadOnlySet<string> Authenticate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            throw Refused("Access token is empty.");
        if (!_issued.TryGetValue(header["Bearer ".Length..], out var token))
            throw Refused("IDX14100: JWT is not well formed or was not issued here.");
        if (token.Expires <= options.Time.GetUtcNow())
            throw Refused("Lifetime validation failed, the token is expired.");
        if (token.Generation != tenant.TokenGeneration)
            throw Refused("The token has been revoked.");
        return token.Permissions;
    }

    private static string Part(Dictionary<string, object> value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    private static GraphException Refused(string why) => new(401, "InvalidAuthenticationToken", why);

    private sealed record IssuedToken(IReadOnlySet<string> Permissions, DateTimeOffset Expires, long Generation);
}

using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>Verifies a client assertion: a JWT signed with a registered certificate's key (RFC 7523).</summary>
internal static class ClientAssertion
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public static SignInError? Verify(GraphCall call, string assertion, SimulatedApplication application)
    {
        try
        {
            return VerifyParts(call, assertion.Split('.'), application);
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or CryptographicException)
        {
            return new SignInError(401, "invalid_client", 50027, "JWT token is invalid or malformed.");
        }
    }

    private static SignInError? VerifyParts(GraphCall call, string[] parts, SimulatedApplication application)
    {
        if (parts.Length != 3)
            return new SignInError(401, "invalid_client", 50027, "JWT token is invalid or malformed.");
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        var certificate = application.Certificates.Find(candidate => Names(header.RootElement, candidate));
        if (certificate is null)
            return Invalid("The certificate with identifier used to sign the client assertion is not registered on application.");
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        if (!IsSigned(header.RootElement, certificate, signed, Base64Url.DecodeFromChars(parts[2])))
            return Invalid("Client assertion contains an invalid signature.");
        return VerifyClaims(call, payload.RootElement, application);
    }

    private static SignInError? VerifyClaims(GraphCall call, JsonElement claims, SimulatedApplication application)
    {
        var now = call.Options.Time.GetUtcNow();
        if (Time(claims.GetProperty("exp")) + ClockSkew < now)
            return new SignInError(401, "invalid_client", 700024, "Client assertion is not within its valid time range.");
        if (claims.TryGetProperty("nbf", out var from) && Time(from) - ClockSkew > now)
            return new SignInError(401, "invalid_client", 700024, "Client assertion is not within its valid time range.");
        if (claims.GetProperty("iss").GetString() != application.ClientId || claims.GetProperty("sub").GetString() != application.ClientId)
            return new SignInError(401, "invalid_client", 700021, "Client assertion application identifier doesn't match 'client_id' parameter.");
        var audience = claims.GetProperty("aud").GetString();
        var authority = $"{call.Origin}/{call.Route.User}";
        return audience == $"{authority}/oauth2/v2.0/token" || audience == $"{authority}/v2.0"
            ? null
            : new SignInError(401, "invalid_client", 700023, "Client assertion audience claim does not match Realm issuer.");
    }

    /// <summary>A NumericDate; some libraries write it as a string, and the service takes that too.</summary>
    private static DateTimeOffset Time(JsonElement date) => DateTimeOffset.FromUnixTimeSeconds(
        date.ValueKind == JsonValueKind.String ? long.Parse(date.GetString()!, CultureInfo.InvariantCulture) : date.GetInt64());

    private static bool Names(JsonElement header, X509Certificate2 certificate)
    {
        if (header.TryGetProperty("x5t#S256", out var sha256))
            return sha256.GetString() == Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256));
        return header.TryGetProperty("x5t", out var sha1) && sha1.GetString() == Base64Url.EncodeToString(certificate.GetCertHash());
    }

    private static bool IsSigned(JsonElement header, X509Certificate2 certificate, byte[] signed, byte[] signature)
    {
        using var key = certificate.GetRSAPublicKey();
        var padding = header.GetProperty("alg").GetString() switch
        {
            "PS256" => RSASignaturePadding.Pss,
            "RS256" => RSASignaturePadding.Pkcs1,
            _ => null,
        };
        return key is not null && padding is not null && key.VerifyData(signed, signature, HashAlgorithmName.SHA256, padding);
    }

    private static SignInError Invalid(string why) => new(401, "invalid_client", 700027, why);
}

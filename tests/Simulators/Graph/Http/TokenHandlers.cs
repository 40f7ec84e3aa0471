using System.Globalization;
using System.Text.Json;

namespace Veeam365.Simulators.Graph;

/// <summary>The sign-in endpoint: client credentials, by secret or by certificate.</summary>
internal static class TokenHandlers
{
    public static async Task TokenAsync(GraphCall call)
    {
        var form = await call.Http.Request.ReadFormAsync(call.Aborted);
        var (token, error) = SignIn(call, form);
        if (error is not null)
        {
            await WriteErrorAsync(call, error);
            return;
        }

        using var reply = JsonReply.Start(call);
        var seconds = (long)call.Options.AccessTokenLifetime.TotalSeconds;
        reply.Writer.WriteStartObject();
        reply.Writer.WriteString("token_type"u8, "Bearer"u8);
        reply.Writer.WriteNumber("expires_in"u8, seconds);
        reply.Writer.WriteNumber("ext_expires_in"u8, seconds);
        reply.Writer.WriteString("access_token"u8, token);
        reply.Writer.WriteEndObject();
        await reply.FinishAsync();
    }

    public static async Task MetadataAsync(GraphCall call)
    {
        var tenant = call.Route.User ?? call.Tenant.TenantId;
        var authority = $"{call.Origin}/{tenant}";
        using var reply = JsonReply.Start(call);
        var writer = reply.Writer;
        writer.WriteStartObject();
        if (call.Route.User is null)
            WriteInstance(writer, call, authority);
        else
            WriteConfiguration(writer, call, authority);
        writer.WriteEndObject();
        await reply.FinishAsync();
    }

    private static void WriteInstance(Utf8JsonWriter writer, GraphCall call, string authority)
    {
        var host = call.Http.Request.Host.ToString();
        writer.WriteString("tenant_discovery_endpoint"u8, $"{authority}/v2.0/.well-known/openid-configuration");
        writer.WriteString("api-version"u8, "1.1"u8);
        writer.WriteStartArray("metadata"u8);
        writer.WriteStartObject();
        writer.WriteString("preferred_network"u8, host);
        writer.WriteString("preferred_cache"u8, host);
        writer.WriteStartArray("aliases"u8);
        writer.WriteStringValue(host);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteConfiguration(Utf8JsonWriter writer, GraphCall call, string authority)
    {
        writer.WriteString("token_endpoint"u8, $"{authority}/oauth2/v2.0/token");
        writer.WriteString("authorization_endpoint"u8, $"{authority}/oauth2/v2.0/authorize");
        writer.WriteString("device_authorization_endpoint"u8, $"{authority}/oauth2/v2.0/devicecode");
        writer.WriteString("jwks_uri"u8, $"{authority}/discovery/v2.0/keys");
        writer.WriteString("issuer"u8, $"{call.Origin}/{call.Tenant.TenantId}/v2.0");
        writer.WriteStartArray("token_endpoint_auth_methods_supported"u8);
        writer.WriteStringValue("client_secret_post"u8);
        writer.WriteStringValue("private_key_jwt"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("response_types_supported"u8);
        writer.WriteStringValue("code"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("subject_types_supported"u8);
        writer.WriteStringValue("pairwise"u8);
        writer.WriteEndArray();
    }

    private static (string? Token, SignInError? Error) SignIn(GraphCall call, IFormCollection form)
    {
        var tenant = call.Route.User!;
        if (!tenant.Equals(call.Tenant.TenantId, StringComparison.OrdinalIgnoreCase) && !tenant.Equals(call.Tenant.Domain, StringComparison.OrdinalIgnoreCase))
            return (null, new SignInError(400, "invalid_request", 90002, $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."));
        if (form["grant_type"] != "client_credentials")
            return (null, new SignInError(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type."));
        var clientId = form["client_id"].ToString();
        if (call.Tenant.FindApplication(clientId) is not { } application)
            return (null, new SignInError(400, "unauthorized_client", 700016, $"Application with identifier '{clientId}' was not found in the directory '{call.Tenant.Name}'."));
        var scope = form["scope"].ToString();
        if (!scope.EndsWith("/.default", StringComparison.Ordinal))
            return (null, new SignInError(400, "invalid_scope", 1002012, $"The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."));
        if (Prove(call, form, application) is { } error)
            return (null, error);
        return (call.Simulator.AccessTokens.Issue(application, scope[..^"/.default".Length], call.Origin), null);
    }

    private static SignInError? Prove(GraphCall call, IFormCollection form, SimulatedApplication application)
    {
        var assertion = form["client_assertion"].ToString();
        if (assertion.Length > 0)
            return ClientAssertion.Verify(call, assertion, application);
        var secret = form["client_secret"].ToString();
        if (secret.Length == 0)
            return new SignInError(401, "invalid_client", 7000216, "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.");
        return secret == application.Secret
            ? null
            : new SignInError(401, "invalid_client", 7000215, $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{application.ClientId}'.");
    }

    private static async Task WriteErrorAsync(GraphCall call, SignInError error)
    {
        var time = call.Options.Time.GetUtcNow().ToString("u", CultureInfo.InvariantCulture);
        using var reply = JsonReply.Start(call, error.Status);
        var writer = reply.Writer;
        writer.WriteStartObject();
        writer.WriteString("error"u8, error.Error);
        writer.WriteString("error_description"u8, $"AADSTS{error.Code}: {error.Description} Trace ID: {call.RequestId} Correlation ID: {call.ClientRequestId} Timestamp: {time}");
        writer.WriteStartArray("error_codes"u8);
        writer.WriteNumberValue(error.Code);
        writer.WriteEndArray();
        writer.WriteString("timestamp"u8, time);
        writer.WriteString("trace_id"u8, call.RequestId);
        writer.WriteString("correlation_id"u8, call.ClientRequestId);
        writer.WriteString("error_uri"u8, $"{call.Origin}/error?code={error.Code}");
        writer.WriteEndObject();
        await reply.FinishAsync();
    }
}

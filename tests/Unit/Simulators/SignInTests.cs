using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Simulators;

public sealed class SignInTests
{
    private const string User = "bernd@contoso.example";
    private static readonly string[] Scopes = ["https://graph.microsoft.com/.default"];

    [Theory]
    [InlineData("client_secret", "wrong", 401, "invalid_client", "AADSTS7000215")]
    [InlineData("client_id", "11111111-2222-3333-4444-555555555555", 400, "unauthorized_client", "AADSTS700016")]
    [InlineData("scope", "Mail.Read", 400, "invalid_scope", "AADSTS1002012")]
    [InlineData("client_assertion", "a.b.c", 401, "invalid_client", "AADSTS50027")]
    public async Task Wrong_credentials_are_refused_the_way_the_service_does(string field, string value, int status, string error, string code)
    {
        await using var client = await SimulatorClient.StartAsync();
        var form = client.SecretForm();
        form[field] = value;
        await RefusedAsync(await client.PostTokenAsync(form), status, error, code);
    }

    [Fact]
    public async Task An_unknown_tenant_is_refused()
    {
        await using var client = await SimulatorClient.StartAsync();
        await RefusedAsync(await client.PostTokenAsync(client.SecretForm(), Guid.NewGuid().ToString()), 400, "invalid_request", "AADSTS90002");
    }

    [Fact]
    public async Task Azure_identity_signs_in_with_a_secret()
    {
        await using var client = await SimulatorClient.StartAsync();
        var options = Configure(client, new ClientSecretCredentialOptions());
        var credential = new ClientSecretCredential(client.Tenant.TenantId, client.Tenant.Application.ClientId, client.Tenant.Application.Secret, options);
        await WorksAsync(client, credential);
    }

    [Fact]
    public async Task Azure_identity_signs_in_with_a_registered_certificate_and_with_no_other()
    {
        await using var client = await SimulatorClient.StartAsync();
        using var registered = NewCertificate();
        using var stranger = NewCertificate();
        client.Tenant.Application.AddCertificate(registered);
        await WorksAsync(client, Credential(client, registered));
        var refused = await Assert.ThrowsAsync<AuthenticationFailedException>(
            async () => await Credential(client, stranger).GetTokenAsync(new TokenRequestContext(Scopes), default));
        Assert.Contains("AADSTS700027", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_without_a_good_token_are_not_answered()
    {
        await using var client = await SimulatorClient.StartAsync();
        client.Tenant.AddUser(User);
        client.Tenant.RevokeAccessTokens();
        Assert.Equal((401, "InvalidAuthenticationToken"), await client.ErrorAsync("users"));
        client.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal((401, "InvalidAuthenticationToken"), await client.ErrorAsync("users"));
    }

    [Fact]
    public async Task Each_route_needs_its_permission()
    {
        await using var client = await SimulatorClient.StartAsync();
        client.Tenant.AddUser(User);
        client.Tenant.Application.SetPermissions("User.Read.All");
        await client.SignInAsync();
        Assert.Equal((403, "ErrorAccessDenied"), await client.ErrorAsync($"users/{User}/mailFolders"));
        Assert.Equal((403, "accessDenied"), await client.ErrorAsync($"users/{User}/drive"));
        Assert.Equal((403, "ErrorAccessDenied"), await client.ErrorAsync($"users/{User}/mailboxSettings"));
        await client.GetAsync("users");
        client.Tenant.Application.SetPermissions("Mail.Read");
        await client.SignInAsync();
        Assert.Equal((403, "Authorization_RequestDenied"), await client.ErrorAsync("users"));
        await client.GetAsync($"users/{User}/mailFolders");
    }

    [Fact]
    public async Task Users_are_paged_filtered_and_selected()
    {
        await using var client = await SimulatorClient.StartAsync();
        for (var i = 0; i < 7; i++)
            client.Tenant.AddUser(new NewUser($"user{i}@contoso.example") { AccountEnabled = i != 3, IsGuest = i == 4, HasMailbox = i != 5, HasDrive = i != 5, UserPurpose = i == 6 ? "shared" : "user" });
        var all = await client.RoundAsync("users?$top=3&$select=userPrincipalName,userType");
        Assert.Equal((7, 3), (all.Ids.Distinct().Count(), all.Pages));
        Assert.Single((await client.RoundAsync("users?$filter=accountEnabled eq false")).Items);
        Assert.Single((await client.RoundAsync("users?$filter=startswith(userPrincipalName,'USER6') and userType eq 'Member'")).Items);
        Assert.Equal((404, "MailboxNotEnabledForRESTAPI"), await client.ErrorAsync("users/user5@contoso.example/mailFolders"));
        Assert.Equal((404, "ResourceNotFound"), await client.ErrorAsync("users/user5@contoso.example/drive"));
        Assert.Equal((404, "Request_ResourceNotFound"), await client.ErrorAsync("users/nobody@contoso.example"));
        var settings = await client.GetAsync("users/user6@contoso.example/mailboxSettings?$select=userPurpose");
        Assert.Equal("shared", settings.GetProperty("userPurpose").GetString());
        Assert.Equal(client.Tenant.TenantId, (await client.RoundAsync("organization")).Ids.Single());
    }

    private static async Task RefusedAsync(HttpResponseMessage response, int status, string error, string code)
    {
        using (response)
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            Assert.Equal((status, error), ((int)response.StatusCode, json.RootElement.GetProperty("error").GetString()));
            Assert.StartsWith(code, json.RootElement.GetProperty("error_description").GetString(), StringComparison.Ordinal);
        }
    }

    private static async Task WorksAsync(SimulatorClient client, TokenCredential credential)
    {
        var token = await credential.GetTokenAsync(new TokenRequestContext(Scopes), default);
        client.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        using var response = await client.SendAsync("organization");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static ClientCertificateCredential Credential(SimulatorClient client, X509Certificate2 certificate) => new(
        client.Tenant.TenantId, client.Tenant.Application.ClientId, certificate, Configure(client, new ClientCertificateCredentialOptions()));

    private static T Configure<T>(SimulatorClient client, T options)
        where T : TokenCredentialOptions
    {
        options.AuthorityHost = client.Simulator.Endpoint;
        options.Transport = new HttpClientTransport(new HttpClient(client.Simulator.CreateHandler()));
        options.Retry.MaxRetries = 0;
        switch (options)
        {
            case ClientSecretCredentialOptions secret:
                secret.DisableInstanceDiscovery = true;
                break;
            case ClientCertificateCredentialOptions certificate:
                certificate.DisableInstanceDiscovery = true;
                break;
        }

        return options;
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=backup", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}

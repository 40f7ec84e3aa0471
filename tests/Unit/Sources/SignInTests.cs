using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class SignInTests : IDisposable
{
    private static readonly Workload[] Both = [Workload.Mailbox, Workload.OneDrive];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("veeam365-sign-in-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task With_all_permissions_every_check_passes()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        OrganizationCheckResult result = await f.Source.CheckAsync(Both, default);
        Assert.All(result.Checks, c => Assert.Equal(CheckOutcome.Passed, c.Outcome));
        Assert.Equal(["Sign-in", "User.Read.All", "Organization", "Directory", "Mail.Read", "Mailbox", "Files.Read.All", "OneDrive", "Least privilege"], result.Checks.Select(c => c.Name));
    }

    [Fact]
    public async Task An_organization_without_users_has_nothing_to_try_on_and_does_not_fail()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Tenant.RemoveUser(SourceFixture.User);
        OrganizationCheckResult result = await f.Source.CheckAsync(Both, default);
        Assert.True(result.Succeeded);
        Assert.Equal(CheckOutcome.Inconclusive, result.Checks.Single(c => c.Name == "Mailbox").Outcome);
    }

    [Fact]
    public async Task A_missing_permission_is_named_and_too_much_is_told()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Tenant.Application.SetPermissions("Directory.Read.All", "Files.ReadWrite.All");
        OrganizationCheckResult result = await f.Source.CheckAsync(Both, default);
        Assert.Contains("Mail.Read", Assert.Throws<PermissionMissingException>(result.ThrowIfFailed).Message, StringComparison.Ordinal);
        Assert.Equal("Mail.Read", Assert.Single(result.Checks, c => c.Outcome == CheckOutcome.Failed).Name);
        Assert.Contains("more than a backup needs", result.Checks.Single(c => c.Name == "Files.Read.All").Message, StringComparison.Ordinal);
        Assert.Contains("Files.ReadWrite.All", result.Checks.Single(c => c.Name == "Least privilege").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_without_repeating_it()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        AuthenticationException e = await FailAsync<AuthenticationException>(f.Organization, "wrong-secret-value");
        Assert.Equal("Organization.WrongSecret", e.ErrorId);
        Assert.DoesNotContain("wrong-secret-value", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_sign_in_is_one_attempt_however_many_requests_waited_for_it()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        await using IOrganizationSource source = SourceFixture.Connect(f.Organization, "wrong");
        OrganizationCheckResult result = await source.CheckAsync(Both, default);
        Assert.Equal("Sign-in", Assert.Single(result.Checks).Name);
        Assert.Equal(1, f.Simulator.Log.Count(RouteKind.Token));
    }

    [Fact]
    public async Task An_unknown_application_and_an_unknown_tenant_are_told_apart()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string secret = f.Tenant.Application.Secret;
        Assert.Equal("Organization.UnknownApplication", (await FailAsync<AuthenticationException>(f.Organization with { ClientId = Guid.NewGuid().ToString() }, secret)).ErrorId);
        Assert.Equal("Organization.UnknownTenant", (await FailAsync<AuthenticationException>(f.Organization with { TenantId = Guid.NewGuid().ToString() }, secret)).ErrorId);
    }

    [Fact]
    public async Task Only_the_pinned_server_certificate_is_accepted()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        foreach (string? pin in new[] { null, new string('0', 64) })
        {
            SourceException e = await FailAsync<SourceException>(f.Organization with { PinnedServerCertificate = pin }, f.Tenant.Application.Secret);
            Assert.Equal("Organization.AuthorityUnreachable", e.ErrorId);
        }

        Assert.Throws<InvalidSettingException>(() => SourceFixture.Connect(f.Organization with { PinnedServerCertificate = "12:34" }, "x"));
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_and_then_believed()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.AddMail("inbox", "one");
        await f.BackUpMailAsync();
        f.Tenant.RevokeAccessTokens();
        f.AddMail("inbox", "two");
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        f.Simulator.Faults.Add(FaultRule.Status("/v1.0/", 401, null));
        Assert.Equal("Organization.TokenRefused", (await Assert.ThrowsAsync<AuthenticationException>(f.BackUpMailAsync)).ErrorId);
    }

    [Fact]
    public async Task A_short_lived_token_is_renewed_before_it_expires()
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { AccessTokenLifetime = TimeSpan.FromSeconds(2), Latency = TimeSpan.FromMilliseconds(40) });
        Enumerable.Range(0, 120).ToList().ForEach(i => f.AddMail("inbox", $"{i}"));
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.True(f.Simulator.Log.Count(RouteKind.Token) > 1);
    }

    [Theory]
    [InlineData("pfx", "")]
    [InlineData("pfx", "pass word")]
    [InlineData("pem", "")]
    [InlineData("pem", "pass word")]
    public async Task A_certificate_from_a_file_signs_in(string form, string password)
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        using X509Certificate2 certificate = NewCertificate();
        f.Tenant.Application.AddCertificate(certificate);
        Organization organization = f.Organization with { CredentialKind = CredentialKind.CertificateFile, CertificatePath = Write(certificate, form, password) };
        await using IOrganizationSource source = SourceFixture.Connect(organization, password.Length == 0 ? null : password);
        Assert.True((await source.CheckAsync(Both, default)).Succeeded);
    }

    [Fact]
    public async Task A_certificate_that_is_not_registered_is_told()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        using X509Certificate2 certificate = NewCertificate();
        Organization organization = f.Organization with { CredentialKind = CredentialKind.CertificateFile, CertificatePath = Write(certificate, "pfx", "") };
        Assert.Equal("Organization.CertificateNotRegistered", (await FailAsync<AuthenticationException>(organization, null)).ErrorId);
    }

    [Fact]
    public async Task Certificates_that_cannot_be_used_are_invalid_settings()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        using X509Certificate2 certificate = NewCertificate();
        string publicOnly = Path.Combine(_folder.FullName, "public.pem");
        await File.WriteAllTextAsync(publicOnly, certificate.ExportCertificatePem());
        Organization organization = f.Organization with { CredentialKind = CredentialKind.CertificateFile };
        Assert.Equal("Organization.CertificateNotFound", Refused(organization with { CertificatePath = Path.Combine(_folder.FullName, "none.pfx") }, null));
        Assert.Equal("Organization.CertificateNotOpened", Refused(organization with { CertificatePath = Write(certificate, "pfx", "right") }, "wrong"));
        Assert.Equal("Organization.CertificateNotOpened", Refused(organization with { CertificatePath = publicOnly }, null));
        Assert.Equal("Organization.CertificateNotFound", Refused(organization with { CredentialKind = CredentialKind.CertificateStore, CertificateThumbprint = new string('A', 40) }, null));
        Assert.Equal("Organization.SecretMissing", Refused(f.Organization, null));
        Assert.Equal("Organization.EndpointNotSecure", Refused(f.Organization with { Authority = new Uri("http://localhost/") }, "x"));
    }

    [Fact]
    public async Task An_authority_that_is_not_there_is_a_source_error()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        SourceException e = await FailAsync<SourceException>(f.Organization with { Authority = new Uri("https://127.0.0.1:1/") }, "x");
        Assert.Equal("Organization.AuthorityUnreachable", e.ErrorId);
    }

    private static string Refused(Organization organization, string? secret) => Assert.Throws<InvalidSettingException>(() => SourceFixture.Connect(organization, secret)).ErrorId;

    private static async Task<T> FailAsync<T>(Organization organization, string? secret)
        where T : BackupException
    {
        await using IOrganizationSource source = SourceFixture.Connect(organization, secret);
        OrganizationCheckResult result = await source.CheckAsync(Both, default);
        return Assert.Throws<T>(result.ThrowIfFailed);
    }

    private static X509Certificate2 NewCertificate()
    {
        using RSA key = RSA.Create(2048);
        return new CertificateRequest("CN=backup", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private string Write(X509Certificate2 certificate, string form, string password)
    {
        string path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.{form}");
        if (form == "pfx")
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, password));
        else
            File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + KeyPem(certificate, password));
        return path;
    }

    private static string KeyPem(X509Certificate2 certificate, string password)
    {
        using RSA key = certificate.GetRSAPrivateKey()!;
        return password.Length == 0
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
    }
}

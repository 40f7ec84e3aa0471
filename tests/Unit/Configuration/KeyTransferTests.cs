using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Configuration;

public sealed class KeyTransferTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_sealed_with_a_password_opens_secrets_on_another_machine_and_only_with_that_password()
    {
        (string key, byte[] secret, SecretPlace place) = MakeSecret();
        string exported = _folder.Sub("exported"), there = _folder.Sub("there.key");
        KeyTransfer.Export(key, exported, "a long password");

        Assert.Equal("Configuration.KeyNotImported", Assert.Throws<ConfigurationException>(() => KeyTransfer.Import(exported, there, "another one")).ErrorId);
        KeyTransfer.Import(exported, there, "a long password");

        Assert.Equal("s3cret", new KeyFileSecretProtector(there).Unprotect(place, secret));
        Assert.DoesNotContain(Convert.ToBase64String(File.ReadAllBytes(key)), File.ReadAllText(exported), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_sealed_for_a_certificate_opens_with_its_private_key_only()
    {
        (string key, byte[] secret, SecretPlace place) = MakeSecret();
        string exported = _folder.Sub("exported"), there = _folder.Sub("there.key");
        using X509Certificate2 mine = NewCertificate(), other = NewCertificate();
        using X509Certificate2 published = X509CertificateLoader.LoadCertificate(mine.Export(X509ContentType.Cert));
        KeyTransfer.Export(key, exported, published);

        Assert.Throws<ConfigurationException>(() => KeyTransfer.Import(exported, there, other));
        KeyTransfer.Import(exported, there, mine);

        Assert.Equal("s3cret", new KeyFileSecretProtector(there).Unprotect(place, secret));
    }

    [Fact]
    public void Another_key_that_is_there_already_is_not_replaced()
    {
        (string key, _, _) = MakeSecret();
        string exported = _folder.Sub("exported"), there = _folder.Sub("there.key");
        new KeyFileSecretProtector(there).Protect(new SecretPlace(Guid.NewGuid(), SecretKind.StoreSecret), "x");
        byte[] before = File.ReadAllBytes(there);
        KeyTransfer.Export(key, exported, "a long password");

        Assert.Equal("Configuration.KeyExists", Assert.Throws<ConfigurationException>(() => KeyTransfer.Import(exported, there, "a long password")).ErrorId);
        Assert.Equal(before, File.ReadAllBytes(there));
    }

    private (string Key, byte[] Secret, SecretPlace Place) MakeSecret()
    {
        string key = _folder.Sub("here.key");
        var place = new SecretPlace(Guid.NewGuid(), SecretKind.StoreSecret);
        return (key, new KeyFileSecretProtector(key).Protect(place, "s3cret"), place);
    }

    private static X509Certificate2 NewCertificate()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=proxy", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}

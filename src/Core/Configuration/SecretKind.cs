namespace Veeam365.Backup.Core.Configuration;

/// <summary>What a secret is for. The names are stored and bound into the encryption: never rename one.</summary>
public enum SecretKind
{
    /// <summary>An organization's client secret or certificate password.</summary>
    ClientSecret,

    /// <summary>The client secret or certificate password of the application that restores to an organization.</summary>
    RestoreSecret,

    /// <summary>A repository's S3 secret key.</summary>
    StoreSecret,

    /// <summary>A repository's encryption password.</summary>
    RepositoryPassword,

    /// <summary>A repository's next encryption password, while it is being changed.</summary>
    PendingRepositoryPassword,

    /// <summary>The password of a mail server's user, or the key that signs a webhook's requests.</summary>
    NotificationSecret,
}

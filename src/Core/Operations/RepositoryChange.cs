using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Operations;

/// <summary>A change of a repository; what is null stays as it is.</summary>
public sealed record RepositoryChange
{
    /// <summary>The new name.</summary>
    public string? NewName { get; init; }

    /// <summary>How long data is kept; its kind is fixed.</summary>
    public RetentionPolicy? Retention { get; init; }

    /// <summary>For how many days nothing can be deleted; only ever more.</summary>
    public int? ImmutableDays { get; init; }

    /// <summary>Who may lift that; only when it is switched on. Null for governance.</summary>
    public ImmutabilityMode? ImmutabilityMode { get; init; }

    /// <summary>Brotli's quality for new data.</summary>
    public int? CompressionQuality { get; init; }

    /// <summary>The password that opens it from now on.</summary>
    public string? NewPassword { get; init; }

    /// <summary>The password that opens it now, when the configuration does not know it (it was changed elsewhere).</summary>
    public string? CurrentPassword { get; init; }

    /// <summary>Who works for it.</summary>
    public ProxyAssignment? Proxy { get; init; }

    /// <summary>Whether every proxy sees its folder under the same path.</summary>
    public bool? IsSharedFolder { get; init; }

    /// <summary>The S3 access key id.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The S3 secret key.</summary>
    public string? StoreSecret { get; init; }

    /// <summary>True to take it away from the configuration it belongs to.</summary>
    public bool TakeOver { get; init; }

    /// <summary>True when the repository itself, and not only what the configuration knows of it, is to change.</summary>
    internal bool ChangesRepository => NewPassword is not null || TakeOver || Retention is not null || ImmutableDays is not null || ImmutabilityMode is not null || CompressionQuality is not null;

    /// <summary>True when it has to be opened to see whether the change is right.</summary>
    internal bool NeedsOpening => ChangesRepository || CurrentPassword is not null || AccessKey is not null || StoreSecret is not null;

    /// <summary>Names no secret.</summary>
    public override string ToString() => nameof(RepositoryChange);

    /// <summary>The settings with the change.</summary>
    /// <exception cref="InvalidSettingException">A mode of immutability is given without days.</exception>
    public RepositorySettings Apply(RepositorySettings settings) => settings with
    {
        Retention = Retention ?? settings.Retention,
        Immutability = Apply(settings.Immutability),
        CompressionQuality = CompressionQuality ?? settings.CompressionQuality,
    };

    private ImmutabilityPolicy? Apply(ImmutabilityPolicy? now)
    {
        if (ImmutableDays is null && now is null)
        {
            return ImmutabilityMode is null ? null : throw new InvalidSettingException(
                "Repository.InvalidImmutability", "A mode of immutability was given without a number of days.", "Give -ImmutableDays, too.");
        }

        return new ImmutabilityPolicy(ImmutabilityMode ?? now?.Mode ?? Model.ImmutabilityMode.Governance, ImmutableDays ?? now!.Days);
    }
}

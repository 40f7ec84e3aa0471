namespace Veeam365.Backup.Core.Model;

/// <summary>Where and when results are told. Secrets are kept apart.</summary>
public sealed record NotificationSettings
{
    /// <summary>How.</summary>
    public required NotificationKind Kind { get; init; }

    /// <summary>Which results.</summary>
    public NotificationOccasion Occasion { get; init; } = NotificationOccasion.Warning;

    /// <summary>The mail server.</summary>
    public string? Server { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; }

    /// <summary>How the way to it is protected.</summary>
    public MailSecurity Security { get; init; }

    /// <summary>The user who signs in there; null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>The sender's address.</summary>
    public string? From { get; init; }

    /// <summary>The receivers' addresses.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Where the request goes. May hold a token: it is shown without its path.</summary>
    public Uri? Url { get; init; }

    /// <summary>The file.</summary>
    public string? Path { get; init; }

    /// <summary>The size at which a new file is begun.</summary>
    public long MaximumSize { get; init; } = 10L << 20;

    /// <summary>How many files are kept.</summary>
    public int Keep { get; init; } = 10;

    /// <summary>Where it goes, for people, without anything that could be a token.</summary>
    public string Display => Kind switch
    {
        NotificationKind.Email => $"{string.Join(", ", To)} by {Server}",
        NotificationKind.Webhook => Url?.GetLeftPart(UriPartial.Authority) ?? "",
        _ => Path ?? "",
    };

    /// <summary>Whether a result is told.</summary>
    public bool Tells(SessionStatus status) => Occasion switch
    {
        NotificationOccasion.Failure => status is SessionStatus.Failed or SessionStatus.Disconnected,
        NotificationOccasion.Warning => status != SessionStatus.Success,
        _ => true,
    };
}

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A place where results are told. Shows no secret.</summary>
public sealed class BackupNotificationView
{
    private readonly BackupNotification _notification;

    internal BackupNotificationView(BackupNotification notification) => _notification = notification;

    /// <summary>The name.</summary>
    public string Name => _notification.Name;

    /// <summary>Its id.</summary>
    public Guid Id => _notification.Id;

    /// <summary>Email, Webhook or LogFile.</summary>
    public NotificationKind Kind => _notification.Settings.Kind;

    /// <summary>Which results are told: Always, Warning or Failure.</summary>
    public NotificationOccasion On => _notification.Settings.Occasion;

    /// <summary>Where it goes.</summary>
    public string Target => _notification.Settings.Display;

    /// <summary>The sender of e-mails.</summary>
    public string? From => _notification.Settings.From;

    /// <summary>The receivers of e-mails.</summary>
    public IReadOnlyList<string> To => _notification.Settings.To;

    /// <summary>When it was added (UTC).</summary>
    public DateTimeOffset CreatedAt => _notification.CreatedAt;

    /// <summary>What people read.</summary>
    public override string ToString() => Name;
}

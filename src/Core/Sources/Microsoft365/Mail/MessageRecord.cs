using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A message as the source tells it.</summary>
internal sealed class MessageRecord : IOutlookItem
{
    public string Id { get; set; } = "";

    /// <summary>Gone from the folder that was asked (`@removed`); perhaps only moved.</summary>
    public bool IsRemoved { get; set; }

    public string? FolderId { get; set; }

    public string ChangeKey { get; set; } = "";

    public string Subject { get; set; } = "";

    public string? From { get; set; }

    public string? Sender { get; set; }

    public string? To { get; set; }

    public DateTimeOffset? Received { get; set; }

    public DateTimeOffset? Created { get; set; }

    public ItemFlags Flags { get; set; }

    /// <summary>True when the source told only what changed, which a delta may do ("at least the updated properties"): it must be asked for whole.</summary>
    public bool IsPartial => !IsRemoved && (ChangeKey.Length == 0 || FolderId is null);

    /// <summary>The selected properties as JSON.</summary>
    public byte[] Properties { get; set; } = [];
}

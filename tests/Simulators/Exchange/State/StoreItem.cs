using System.Xml.Linq;

namespace Veeam365.Simulators.Exchange;

/// <summary>An item of a store as it is now. Moving it gives it another id, as in Exchange.</summary>
public sealed record StoreItem(string Id, string FolderId, string Type, string Subject)
{
    /// <summary>The MIME of a message; empty for anything else.</summary>
    public byte[] Mime { get; init; } = [];

    /// <summary>What a contact or event tells beside what every item has, in the order of the schema.</summary>
    public IReadOnlyList<XElement> Properties { get; init; } = [];

    public IReadOnlyList<StoreAttachment> Attachments { get; init; } = [];

    /// <summary>The changed occurrences of a series.</summary>
    public IReadOnlyList<StoreItem> Exceptions { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public bool IsRead { get; init; }

    /// <summary>The service cannot give it: the response code that stands for it; null for a sound one.</summary>
    public string? Defect { get; init; }

    public string ChangeKey => "CQAA" + ChangedAt.ToString("X8", System.Globalization.CultureInfo.InvariantCulture) + "/+";

    internal long ArrivedAt { get; init; }

    internal long ChangedAt { get; init; }

    /// <summary>The last change that was more than a read flag.</summary>
    internal long ContentAt { get; init; }

    internal long GoneAt { get; init; }
}

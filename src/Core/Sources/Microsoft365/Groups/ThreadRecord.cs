namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A thread of a group's conversations as the source tells it.</summary>
internal sealed class ThreadRecord
{
    public string Id { get; set; } = "";

    public string Topic { get; set; } = "";

    public DateTimeOffset? LastDelivered { get; set; }

    /// <summary>All of it in canonical form, but for the posts.</summary>
    public byte[] Json { get; set; } = [];

    /// <summary>The posts' ids and changeKeys; null when they were not told, or not all.</summary>
    public List<PostRecord>? Marks { get; set; }
}

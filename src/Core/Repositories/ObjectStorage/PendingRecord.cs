using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A record that waits for its content to get a place.</summary>
/// <param name="Record">It.</param>
/// <param name="Content">Its new content; null for none.</param>
/// <param name="Properties">Its new properties; null for none.</param>
internal readonly record struct PendingRecord(ChangeRecord Record, PendingContent? Content, PendingContent? Properties)
{
    /// <summary>The record, located.</summary>
    public ChangeRecord Resolve()
    {
        if (Record is not ChangeRecord.Upserted upserted || (Content is null && Properties is null))
            return Record;
        return new ChangeRecord.Upserted(upserted.Version with
        {
            Content = Content?.Resolve() ?? upserted.Version.Content,
            Properties = Properties?.Resolve() ?? upserted.Version.Properties,
        });
    }
}

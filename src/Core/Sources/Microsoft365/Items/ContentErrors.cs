using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a failing content request means for the item.</summary>
internal static class ContentErrors
{
    // Codes of Exchange for items whose stored form does not convert: https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode
    private static readonly string[] CorruptCodes =
        ["ErrorMimeContentConversionFailed", "ErrorMimeContentInvalid", "ErrorMimeContentInvalidBase64String", "ErrorCorruptData", "ErrorItemCorrupt"];

    private static readonly string[] TooLargeCodes = ["ErrorMessageSizeExceeded", "ErrorAttachmentSizeLimitExceeded"];

    /// <summary>Runs a content request and turns its failure into the item's.</summary>
    /// <exception cref="ItemVanishedException">Deleted meanwhile.</exception>
    /// <exception cref="SourceItemException">Only this item cannot be read.</exception>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (GraphStatusException e)
        {
            throw Typed(e);
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            throw Exhausted(e);
        }
    }

    /// <summary>
    /// As <see cref="GuardAsync{T}(Func{Task{T}})"/>, and a 404 is believed only after a look: an item that is still there and whose content is not would otherwise go without a word,
    /// since no later delta tells of it.
    /// </summary>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> request, Func<Task<bool>> isStillThere)
    {
        try
        {
            return await GuardAsync(request).ConfigureAwait(false);
        }
        catch (ItemVanishedException e)
        {
            if (await GuardAsync(isStillThere).ConfigureAwait(false))
                throw new SourceItemException(GapReason.Vanished, "The service lists the item, and says that it is not there when its content is asked for.", e);
            throw;
        }
    }

    private static BackupException Typed(GraphStatusException e)
    {
        if (e.MeansNotFound || (int)e.Status == 410)
            return new ItemVanishedException("Item.Vanished", "The item was deleted while it was being read.", "Nothing to do.", e);
        if (e.Error.Is("malwareDetected"))
            return new SourceItemException(GapReason.MalwareFlagged, "The service holds the file to be malware and refuses its content.", e);
        if (IsEncrypted(e.Error))
            return new SourceItemException(GapReason.Encrypted, $"The service cannot decrypt the content ({e.Error.Code}).", e);
        if ((int)e.Status == 413 || TooLargeCodes.Any(e.Error.Is))
            return new SourceItemException(GapReason.TooLarge, $"The service does not hand out content of this size ({e.Error.Code}).", e);
        if ((int)e.Status == 403)
            return new SourceItemException(GapReason.PermissionMissing, $"The service refuses the content ({e.Error.Code}).", e);
        return new SourceItemException(IsCorrupt(e.Error) ? GapReason.ItemCorrupt : GapReason.SourceError, $"The service cannot give the content (HTTP {(int)e.Status} {e.Error.Code}).", e);
    }

    private static SourceItemException Exhausted(SourceException e)
    {
        GraphError error = ((e.InnerException as GraphTransientException)?.InnerException as GraphStatusException)?.Error ?? GraphError.None;
        GapReason reason = IsCorrupt(error) ? GapReason.ItemCorrupt : IsEncrypted(error) ? GapReason.Encrypted : TooLargeCodes.Any(error.Is) ? GapReason.TooLarge : e.GapReason;
        return new SourceItemException(reason, e.Message, e);
    }

    // Rights management has a family of codes (ErrorRightsManagementException, ...TemplateNotFound, ...).
    private static bool IsEncrypted(GraphError error) =>
        error.Code.StartsWith("ErrorRightsManagement", StringComparison.OrdinalIgnoreCase)
        || (error.InnerCode?.StartsWith("ErrorRightsManagement", StringComparison.OrdinalIgnoreCase) ?? false);

    private static bool IsCorrupt(GraphError error) => CorruptCodes.Any(error.Is);
}

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>A part of an item that is missing from its content (an attachment, a photo): the item is held all the same.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">More words, without content.</param>
public sealed record ContentShortfall(GapReason Reason, string Message);

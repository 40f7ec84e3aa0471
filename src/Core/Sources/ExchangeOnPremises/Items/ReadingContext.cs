using System.Text;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>What the parts of one mailbox's reading share.</summary>
/// <param name="Ews">The service.</param>
/// <param name="Mailbox">The mailbox's address.</param>
/// <param name="Part">What of it is read.</param>
/// <param name="History">What is held.</param>
/// <param name="Output">Where changes go.</param>
internal sealed record ReadingContext(EwsClient Ews, string Mailbox, MailboxPart Part, IObjectHistory History, ChangeWriter Output)
{
    /// <summary>Names the state entry with where a hierarchy was left.</summary>
    public string TreeState(string root) => $"{Part.StatePrefix}/tree/{root}";

    /// <summary>Begins the names of the state entries with a hierarchy's folders.</summary>
    public string EntryPrefix(string root) => $"{Part.StatePrefix}/entry/{root}/";

    /// <summary>Names the state entry with where a folder's items were left.</summary>
    public string ItemsState(string folderId) => $"{Part.StatePrefix}/items/{folderId}";

    public async ValueTask<string?> FindStateAsync(string key, CancellationToken cancellationToken) =>
        await History.FindStateAsync(key, cancellationToken).ConfigureAwait(false) is { } state ? Encoding.UTF8.GetString(state.Span) : null;

    public static SourceChange.State Keep(string key, string value) => new(key, Encoding.UTF8.GetBytes(value));

    public static SourceChange.State Forget(string key) => new(key, null);
}

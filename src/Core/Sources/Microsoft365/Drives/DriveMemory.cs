using System.Globalization;
using System.Text;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Which drive a user has and what its root is, kept beside the drive's token, so that a drive without changes costs one request. Believed for a day: a user who got another drive keeps the old one's token.
/// </summary>
internal sealed class DriveMemory(IObjectHistory history, TimeProvider time)
{
    private const string Key = "user-drive";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(20);

    /// <summary>The drive and its root; null when they are to be asked for.</summary>
    public async Task<(string DriveId, string RootId)?> FindAsync(CancellationToken cancellationToken)
    {
        if (await history.FindStateAsync(Key, cancellationToken).ConfigureAwait(false) is not { } value)
            return null;
        string[] parts = Encoding.UTF8.GetString(value.Span).Split('\n');
        bool isFresh = parts.Length == 3
            && DateTimeOffset.TryParse(parts[2], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset asked)
            && (time.GetUtcNow() - asked).Duration() < Lifetime;
        return isFresh && await history.FindStateAsync(DriveContext.StatePrefix + parts[0], cancellationToken).ConfigureAwait(false) is not null ? (parts[0], parts[1]) : null;
    }

    public SourceChange.State Keep(string driveId, string rootId) =>
        new(Key, Encoding.UTF8.GetBytes($"{driveId}\n{rootId}\n{time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)}"));
}

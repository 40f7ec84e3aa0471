using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Opens the objects of claimed tasks.</summary>
/// <param name="resolution">Opens objects.</param>
/// <param name="resolved">Those that this process has opened already when it resolved them.</param>
internal sealed class SessionTargets(ObjectResolution resolution, IReadOnlyDictionary<string, ResolvedObject>? resolved)
{
    public async ValueTask<ResolvedObject> OpenAsync(SessionTask task, CancellationToken cancellationToken)
    {
        if (task.Epoch > 1)
            return await resolution.TakeOverAsync(task.Identity, cancellationToken).ConfigureAwait(false);
        // Nobody had it before: it is as it was resolved.
        return resolved?.GetValueOrDefault(task.Identity.Key) ?? await resolution.OpenAsync(task.Identity, cancellationToken).ConfigureAwait(false);
    }
}

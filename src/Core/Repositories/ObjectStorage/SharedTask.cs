namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Waiting for what others wait for as well. What awaits a task goes on on the thread that ended it, one after the other, until each yields: a worker that has content at hand would hold up all
/// the others for as long as it lasts. So each goes on by itself.
/// </summary>
internal static class SharedTask
{
    /// <summary>Waits for the task without cancelling it for others.</summary>
    public static ValueTask<T> JoinAsync<T>(this Task<T> task, CancellationToken cancellationToken) =>
        task.IsCompletedSuccessfully ? new(task.Result) : new(WaitAsync(task, cancellationToken));

    private static async Task<T> WaitAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        T result = await task.WaitAsync(cancellationToken);
        await Task.Yield();
        return result;
    }
}

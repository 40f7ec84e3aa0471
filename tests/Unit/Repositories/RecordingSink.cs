using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>Keeps what it is given, and sees that it is called by one at a time.</summary>
internal sealed class RecordingSink : IChangeSink
{
    private int _inside;

    public List<ChangeRecord> Records { get; } = [];

    public async ValueTask AcceptAsync(IReadOnlyList<ChangeRecord> records, CancellationToken cancellationToken)
    {
        Assert.Equal(1, Interlocked.Increment(ref _inside));
        await Task.Yield();
        Records.AddRange(records);
        Interlocked.Decrement(ref _inside);
    }
}

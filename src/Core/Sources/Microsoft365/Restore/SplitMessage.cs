using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A message without its largest attachments, and those apart. The message lies in a temporary file that only its owner can read, and that is gone when this is.</summary>
internal sealed class SplitMessage : IAsyncDisposable
{
    private readonly FileStream _file;

    private SplitMessage(FileStream file) => _file = file;

    /// <summary>What is left, as MIME.</summary>
    public byte[] Rest { get; private set; } = [];

    /// <summary>What was taken out.</summary>
    public IReadOnlyList<SplitAttachment> Attachments { get; private set; } = [];

    /// <summary>True when a message within the message was taken out: it is attached as a file.</summary>
    public bool HasAttachedMessages => Attachments.Any(a => a.IsMessage);

    /// <param name="content">The MIME; disposed here.</param>
    /// <param name="limit">Bytes that may be left.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TargetItemException">Too much is left.</exception>
    public static async Task<SplitMessage> ReadAsync(Stream content, int limit, CancellationToken cancellationToken)
    {
        await using Stream source = content;
        var split = new SplitMessage(TemporaryFile());
        try
        {
            await source.CopyToAsync(split._file, cancellationToken).ConfigureAwait(false);
            await split.CutAsync(limit, cancellationToken).ConfigureAwait(false);
            return split;
        }
        catch
        {
            await split.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static FileStream TemporaryFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"veeam365-{Guid.NewGuid():N}.eml"), options);
    }

    private async Task CutAsync(int limit, CancellationToken cancellationToken)
    {
        _file.Position = 0;
        var parts = new MimeParts();
        await parts.ReadAsync(_file, cancellationToken).ConfigureAwait(false);
        long left = _file.Length;
        var taken = new List<MimePart>();
        foreach (MimePart part in parts.Leaves.Where(p => p.IsMovable).OrderByDescending(p => p.Length).TakeWhile(_ => left > limit))
        {
            taken.Add(part);
            left -= part.Length;
        }

        if (left > limit)
            throw TargetErrors.TooLarge(null);
        taken.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        Rest = await ReadRestAsync(taken, (int)left, cancellationToken).ConfigureAwait(false);
        Attachments = [.. taken.Select(p => new SplitAttachment(_file, p))];
    }

    private async Task<byte[]> ReadRestAsync(List<MimePart> taken, int length, CancellationToken cancellationToken)
    {
        var rest = new byte[length];
        int filled = 0;
        _file.Position = 0;
        foreach ((long from, long to) in Gaps(taken))
        {
            _file.Position = from;
            await _file.ReadExactlyAsync(rest.AsMemory(filled, (int)(to - from)), cancellationToken).ConfigureAwait(false);
            filled += (int)(to - from);
        }

        return rest;
    }

    private IEnumerable<(long From, long To)> Gaps(List<MimePart> taken)
    {
        long position = 0;
        foreach (MimePart part in taken)
        {
            yield return (position, part.Start);
            position = part.Start + part.Length;
        }

        yield return (position, _file.Length);
    }
}

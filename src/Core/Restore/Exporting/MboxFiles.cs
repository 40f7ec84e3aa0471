using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// Messages of a folder in one file (mboxrd: RFC 4155, with ">" before lines that begin with "From " or ">From "; lines end with LF). A file gets its name and its lines in the manifest once all its messages are in
/// it: an export that is run again writes the folders that were not complete anew. Safe for concurrent use.
/// </summary>
internal sealed class MboxFiles(ExportTarget target) : IDisposable
{
    private readonly ConcurrentDictionary<(string, Workload, string), Mailbox> _open = new();

    /// <summary>Adds a message, whose bytes are in a file.</summary>
    /// <returns>Where its mbox will be.</returns>
    public async Task<string> AddAsync(RestoreItem item, string messageFile, CancellationToken cancellationToken)
    {
        Mailbox mailbox = _open.GetOrAdd((item.Identity.Object.Id, item.Identity.Workload, item.FolderPath), _ => new Mailbox(target.Place.NewTemporaryFile()));
        await mailbox.Lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            mailbox.Path ??= target.Names.Next(item, "messages", ".mbox");
            long start = mailbox.Length;
            try
            {
                await AppendAsync(mailbox, item.Version, messageFile, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                // Half a message must not stay.
                using (var file = new FileStream(mailbox.Temporary, FileMode.OpenOrCreate))
                    file.SetLength(start);
                throw;
            }

            mailbox.Entries.Add((item, start));
            return target.Place.Display(mailbox.Path);
        }
        finally
        {
            mailbox.Lock.Release();
        }
    }

    /// <summary>Gives the files their names.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (Mailbox mailbox in _open.Values.Where(static m => m.Entries.Count > 0))
        {
            await using (var written = new FileStream(mailbox.Temporary, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous))
                mailbox.Hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken).ConfigureAwait(false));
            var file = new ManifestFile(mailbox.Path!, mailbox.Length, mailbox.Hash);
            while (!await target.Place.TryPlaceAsync(mailbox.Temporary, file, cancellationToken).ConfigureAwait(false))
                file = file with { Path = target.Names.Next(mailbox.Entries[0].Item, "messages", ".mbox") };
            foreach ((RestoreItem item, long offset) in mailbox.Entries)
                target.Manifest.Add(ManifestEntry.Of(item, [file]) with { Offset = offset });
        }

        _open.Clear();
    }

    public void Dispose()
    {
        foreach (Mailbox mailbox in _open.Values)
        {
            File.Delete(mailbox.Temporary);
            mailbox.Lock.Dispose();
        }
    }

    private static async Task AppendAsync(Mailbox mailbox, ItemVersion version, string messageFile, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(messageFile, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous);
        await using var file = new FileStream(mailbox.Temporary, FileMode.Append, FileAccess.Write, FileShare.Read, 128 << 10, FileOptions.Asynchronous);
        await file.WriteAsync(Encoding.UTF8.GetBytes(FromLine(version)), cancellationToken).ConfigureAwait(false);
        var lines = new MboxLines();
        byte[] buffer = new byte[64 << 10];
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            await file.WriteAsync(lines.Next(buffer.AsSpan(0, read)), cancellationToken).ConfigureAwait(false);
        await file.WriteAsync(lines.End(), cancellationToken).ConfigureAwait(false);
        await file.FlushAsync(cancellationToken).ConfigureAwait(false);
        mailbox.Length = file.Position;
    }

    private static string FromLine(ItemVersion version)
    {
        // An address without spaces, as readers expect.
        string sender = version.From is { } from && from.Contains('@', StringComparison.Ordinal) && !from.AsSpan().ContainsAnyInRange('\0', ' ') ? from : "MAILER-DAEMON";
        DateTimeOffset time = version.ModifiedAt ?? version.CreatedAt ?? DateTimeOffset.UnixEpoch;
        return string.Create(CultureInfo.InvariantCulture, $"From {sender} {time.UtcDateTime:ddd MMM} {time.UtcDateTime.Day,2} {time.UtcDateTime:HH:mm:ss yyyy}\n");
    }

    private sealed class Mailbox(string temporary)
    {
        public string Temporary { get; } = temporary;

        public SemaphoreSlim Lock { get; } = new(1, 1);

        public List<(RestoreItem Item, long Offset)> Entries { get; } = [];

        public string? Path { get; set; }

        public long Length { get; set; }

        public string Hash { get; set; } = "";
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Sends a content fragment by fragment (https://learn.microsoft.com/graph/api/driveitem-createuploadsession, .../attachment-createuploadsession). A fragment whose answer was lost is
/// not guessed about: the session tells what it has. The content is read to its end, where it is verified, before the last fragment is sent: nothing damaged is completed.
/// </summary>
/// <param name="writer">The target.</param>
/// <param name="fragment">Bytes of a fragment; for drives a multiple of 320 KiB.</param>
internal sealed class UploadWriter(GraphWriter writer, int fragment)
{
    private const int MostTurns = 5;

    /// <param name="path">Opens the session.</param>
    /// <param name="body">Describes what is uploaded.</param>
    /// <param name="content">The content.</param>
    /// <param name="length">Its bytes, more than none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What the service says of the finished item; null when it says nothing, or when the session was completed by a fragment whose answer was lost.</returns>
    public async Task<JsonElement?> RunAsync(string path, JsonObject body, Stream content, long length, CancellationToken cancellationToken)
    {
        JsonElement session = await writer.SendAsync(HttpMethod.Post, path, body, cancellationToken).ConfigureAwait(false);
        Uri address = AddressOf(session);
        try
        {
            return await SendAsync(address, content, length, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await AbandonAsync(address).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<JsonElement?> SendAsync(Uri address, Stream content, long length, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(fragment, length)];
        JsonElement? answer = null;
        for (long position = 0; position < length;)
        {
            int size = (int)Math.Min(buffer.Length, length - position);
            await content.ReadExactlyAsync(buffer.AsMemory(0, size), cancellationToken).ConfigureAwait(false);
            if (position + size == length && await content.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0)
                throw TargetErrors.Unusable("Its content is longer than the restore point says.");
            answer = await SendFragmentAsync(address, new UploadFragment(buffer, size, position, length), cancellationToken).ConfigureAwait(false);
            position += size;
        }

        return answer;
    }

    private async Task<JsonElement?> SendFragmentAsync(Uri address, UploadFragment piece, CancellationToken cancellationToken)
    {
        for (var turn = 1; ; turn++)
        {
            try
            {
                return await writer.RunAsync((graph, token) => PutAsync(graph, writer.Scope, address, piece, token), cancellationToken).ConfigureAwait(false);
            }
            catch (TargetItemException e) when (e.InnerException is GraphStatusException { Status: System.Net.HttpStatusCode.RequestedRangeNotSatisfiable or System.Net.HttpStatusCode.NotFound } && turn < MostTurns)
            {
                // Perhaps it was taken before, and only the answer was lost.
                if (await FindPositionAsync(address, cancellationToken).ConfigureAwait(false) is not { } next)
                    return piece.IsLast ? null : throw TargetErrors.Failed(new SourceException("Source.UploadLost", "The service forgot an upload before it was complete.", "Run the restore again.", e));
                if (next == piece.End)
                    return null;
                if (next != piece.Position)
                    throw;
            }
        }
    }

    private static async Task<JsonElement?> PutAsync(GraphHttpClient graph, GraphScope scope, Uri address, UploadFragment piece, CancellationToken cancellationToken)
    {
        var request = new GraphRequest(address, scope) { Method = HttpMethod.Put, IsDownload = true, Body = piece.ToContent };
        using FetchedContent answer = await graph.FetchAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.Head.Length == 0 ? null : GraphWriter.Parse(answer.Head.Span);
    }

    /// <summary>Where the session goes on; null when it is there no more.</summary>
    private async Task<long?> FindPositionAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            JsonElement status = await writer.RunAsync(
                (graph, token) => graph.GetJsonAsync(new GraphRequest(address, writer.Scope) { IsDownload = true }, GraphWriter.Parse, token), cancellationToken).ConfigureAwait(false);
            string next = status.Items("nextExpectedRanges").First().GetString()!;
            return long.Parse(next.Split('-')[0], CultureInfo.InvariantCulture);
        }
        catch (TargetItemException e) when (e.InnerException is GraphStatusException { Status: System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Gone })
        {
            return null;
        }
    }

    private async Task AbandonAsync(Uri address)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await writer.RunAsync(
                async (graph, token) =>
                {
                    using GraphResponse response = await graph.OpenAsync(new GraphRequest(address, writer.Scope) { Method = HttpMethod.Delete, IsDownload = true }, token).ConfigureAwait(false);
                    return true;
                },
                soon.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BackupException or OperationCanceledException)
        {
            // It expires by itself.
        }
    }

    private static Uri AddressOf(JsonElement session) =>
        Uri.TryCreate(session.Text("uploadUrl"), UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw TargetErrors.Unusable("The service gave no usable upload address.");
}

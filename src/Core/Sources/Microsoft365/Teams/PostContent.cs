using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A channel message's content: its JSON with the pictures and snippets of its text, which the service keeps apart.</summary>
internal sealed class PostContent(GraphHttpClient graph, TeamRequests requests, PostKey key)
{
    public async Task<IReadOnlyList<EmbeddedPart>> ComposeAsync(byte[] json, Action<SourceItemException, string> tellMissing, CancellationToken cancellationToken)
    {
        IReadOnlyList<TeamPart> hosted = await ListAsync(tellMissing, cancellationToken).ConfigureAwait(false);
        if (hosted.Count == 0)
            return [new EmbeddedPart(json)];
        var parts = new List<EmbeddedPart> { new(json.AsMemory()[..^1]) };
        for (var i = 0; i < hosted.Count; i++)
        {
            string id = hosted[i].Id;
            parts.Add(Text($"{(i == 0 ? ",\"hostedContents\":[" : ",")}{{\"id\":{System.Text.Json.JsonSerializer.Serialize(id)}"));
            parts.Add(new EmbeddedPart(","u8.ToArray(), token => OpenAsync(id, token), $"Picture {i + 1} of {hosted.Count}"));
            parts.Add(Text("}"));
        }

        parts.Add(Text("]}"));
        return parts;
    }

    private async Task<Stream?> OpenAsync(string id, CancellationToken cancellationToken) =>
        await ComposedContent.OpenValueAsync(graph, requests.HostedContent(key, id), cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlyList<TeamPart>> ListAsync(Action<SourceItemException, string> tellMissing, CancellationToken cancellationToken)
    {
        var found = new List<TeamPart>();
        var pages = new DeltaPageParser<TeamPart>(new TeamPartParser().Parse);
        try
        {
            for (Uri? next = requests.HostedContents(key).Uri; next is not null;)
            {
                GraphRequest request = requests.Link(next);
                DeltaPage<TeamPart> page = await ContentErrors.GuardAsync(() => graph.GetJsonAsync(request, pages.Parse, cancellationToken)).ConfigureAwait(false);
                found.AddRange(page.Items);
                next = page.NextLink is null ? null : graph.Endpoint.Follow(page.NextLink);
            }
        }
        catch (SourceItemException e)
        {
            tellMissing(e, "Its pictures");
        }

        return found;
    }

    private static EmbeddedPart Text(string text) => new(Encoding.UTF8.GetBytes(text));
}

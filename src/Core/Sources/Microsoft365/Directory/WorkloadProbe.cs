using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Finds out whether a user has a mailbox or a drive by touching it.</summary>
internal sealed class WorkloadProbe(GraphHttpClient graph)
{
    /// <summary>The workloads that can be read.</summary>
    public static IReadOnlyList<Workload> Supported { get; } = ObjectWorkloads.All;

    /// <summary>The workloads that the user has. One that may not be read counts as there: its own processing says what is missing.</summary>
    public async Task<IReadOnlyList<Workload>> FindAsync(string userId, CancellationToken cancellationToken)
    {
        var found = new List<Workload>(UserWorkloads.All.Count);
        foreach (Workload workload in UserWorkloads.All)
        {
            if (await MayExistAsync(userId, workload, cancellationToken).ConfigureAwait(false))
                found.Add(workload);
        }

        return found;
    }

    /// <summary>What kind of mailbox it is (user, shared, room, equipment...); null when that may not be read or there is none.</summary>
    public async Task<string?> FindPurposeAsync(string userId, CancellationToken cancellationToken)
    {
        var request = new GraphRequest(graph.Endpoint.Of($"users/{Uri.EscapeDataString(userId)}/mailboxSettings/userPurpose"), GraphScope.OfMailbox(userId));
        try
        {
            return await graph.GetJsonAsync(request, ReadValue, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException)
        {
            return null;
        }
    }

    /// <summary>Asks for a site, as step 3 will; that there is none is no failure.</summary>
    /// <exception cref="GraphStatusException">Sites may not be listed.</exception>
    public Task TouchSitesAsync(CancellationToken cancellationToken) =>
        graph.GetJsonAsync(new GraphRequest(graph.Endpoint.Of("sites/getAllSites?$top=1"), GraphScope.SharePoint), static json => json.Length, cancellationToken);

    /// <summary>Touches one workload.</summary>
    /// <exception cref="GraphStatusException">It is absent, or may not be read.</exception>
    public Task TouchAsync(string userId, Workload workload, CancellationToken cancellationToken)
    {
        GraphRequest request = workload switch
        {
            Workload.Mailbox => new MailRequests(graph.Endpoint, graph.Options, userId, ReadOptions.Default).Home(),
            Workload.ArchiveMailbox => new ArchiveRequests(graph.Endpoint, graph.Options, userId, ReadOptions.Default).Home(),
            Workload.Contacts => new ContactRequests(graph.Endpoint, graph.Options, userId).Home(),
            Workload.Calendar => new CalendarRequests(graph.Endpoint, graph.Options, userId).Home(),
            _ => new DriveRequests(graph.Endpoint, graph.Options, userId).DriveOfUser(userId),
        };
        return graph.GetJsonAsync(request, static json => json.Length, cancellationToken);
    }

    /// <summary>True when the refusal means that the user has no such workload.</summary>
    public static bool MeansAbsent(GraphStatusException e, Workload workload) => e.MeansNotFound
        || (workload == Workload.ArchiveMailbox && e.Error.Is("ErrorInvalidIdMalformed"))
        || (workload != Workload.OneDrive && OutlookErrors.MeansAbsent(e));

    private static string? ReadValue(ReadOnlySpan<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json.ToArray());
        return document.RootElement.TryGetProperty("value", out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private async Task<bool> MayExistAsync(string userId, Workload workload, CancellationToken cancellationToken)
    {
        try
        {
            await TouchAsync(userId, workload, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (GraphStatusException e) when (MeansAbsent(e, workload))
        {
            return false;
        }
        catch (GraphStatusException e) when ((int)e.Status == 403)
        {
            return true;
        }
    }
}

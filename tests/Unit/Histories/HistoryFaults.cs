using System.Text.RegularExpressions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>What goes wrong at the source during one session of a history.</summary>
internal sealed class HistoryFaults(GraphSimulator simulator, IReadOnlyList<HistoryWorkload> workloads, Random random)
{
    private static readonly string[] ResyncCodes = ["resyncRequired", "resyncChangesApplyDifferences", "resyncChangesUploadDifferences", "syncStateNotFound", "syncStateInvalid"];

    /// <summary>Up to three things; each is named in the list.</summary>
    public List<string> Begin()
    {
        simulator.Options.DeltaDuplicates = random.Next(3) == 0;
        simulator.Options.DeltaReordering = random.Next(3) == 0;
        simulator.Options.RoundTripMoveReportsRemovalOnly = random.Next(3) == 0;
        var begun = new List<string>();
        for (int i = random.Next(4); i > 0; i--)
            begun.Add(BeginOne());
        return begun;
    }

    public void End()
    {
        simulator.Faults.Clear();
        foreach (HistoryWorkload workload in workloads)
            workload.Fill(false);
    }

    private string BeginOne()
    {
        HistoryWorkload workload = workloads[random.Next(workloads.Count)];
        switch (random.Next(12))
        {
            case 0:
                workload.ExpireTokens();
                return $"tokens of {workload.Workload} expired";
            case 1:
                foreach (HistoryWorkload each in workloads)
                    each.ExpireTokens();
                return "all tokens expired";
            case 2:
                workload.Fill(true);
                return $"{workload.Workload} is full";
            case 3:
                return Add(new FaultRule { Path = "delta.*token", StatusCode = 410, ErrorCode = ResyncCodes[random.Next(ResyncCodes.Length)], Count = random.Next(1, 4), Skip = random.Next(4) });
            case 4:
                return Add(new FaultRule { Path = "delta.*token", StatusCode = 400, ErrorCode = "ErrorInvalidSyncStateData", Count = 1, Skip = random.Next(4) });
            case 5:
                return Add(new FaultRule { Path = "users/.+/", StatusCode = random.Next(2) == 0 ? 429 : 503, Probability = 0.1, Count = 20, RetryAfter = TimeSpan.FromSeconds(0.004), RetryAfterForm = RetryAfterForm.Seconds, Seed = random.Next() });
            case 6:
                return Add(new FaultRule { Path = "/(users|drives|sites|groups|teams|download)/", StatusCode = new[] { 500, 502, 504 }[random.Next(3)], Probability = 0.08, Count = 15, Seed = random.Next() });
            case 7:
                return Add(new FaultRule { Path = "/(users|drives|sites|groups|teams|download)/", Kind = random.Next(2) == 0 ? FaultKind.ConnectionReset : FaultKind.TruncatedBody, Probability = 0.05, Count = 6, Seed = random.Next() });
            case 10:
                // Not of contents: a cut that is framed as if it was none shows in JSON only.
                return Add(new FaultRule { Path = "^(?!.*value).*/(users|drives|sites|groups|teams)/", Kind = FaultKind.CorruptJson, Probability = 0.05, Count = 6, Seed = random.Next() });
            case 8:
                return Add(new FaultRule { Path = "/users/.+/", StatusCode = 404, EmptyBody = true, Probability = 0.03, Count = 4, Seed = random.Next() });
            case 9:
                return Add(FaultRule.Of(FaultKind.WrongContentHash, "/drives/", count: null));
            default:
                return FailOneMessage();
        }
    }

    private string FailOneMessage()
    {
        MessageTruth[] messages = [.. simulator.Tenant.Users[0].Mailbox.Snapshot().Messages()];
        return messages.Length == 0 ? "nothing" : Add(FaultRule.Status(Regex.Escape(messages[random.Next(messages.Length)].Id) + "/\\$value", 500, count: null));
    }

    private string Add(FaultRule rule)
    {
        simulator.Faults.Add(rule);
        return $"{rule.Kind} {rule.StatusCode} {rule.ErrorCode} on {rule.Path}";
    }
}

using System.Globalization;

namespace Veeam365.Simulators.Graph;

/// <summary>What the command was asked to do.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Runs a simulated Microsoft Graph with a tenant of your own.

          --mail DIR          .eml and .msg files to spread over the mailboxes
          --files DIR         documents to spread over the drives
          --users N           users to create (default 3)
          --sites N           sites to create, each with a library (of --files), a list and a page
          --synthetic N       made-up messages for each user
          --port P            port on 127.0.0.1 (default: a free one)
          --latency-ms L      time before each answer
          --mailbox-limit N   concurrent requests per mailbox before 429 (the public service: 4)
          --rate-limit N      requests per 10 s before 429
          --unit-limit N      SharePoint's resource units per minute before 429
          --duplicates        delta rounds repeat items
          --reorder           delta pages come shuffled
          --ignore-ranges     downloads answer 200 to ranges
          --json              say where it is in one line of JSON
        """;

    public string? Mail { get; init; }

    public string? Files { get; init; }

    public int Users { get; init; } = 3;

    public int Sites { get; init; }

    public int Synthetic { get; init; }

    public int Port { get; init; }

    public int LatencyMilliseconds { get; init; }

    public int? MailboxLimit { get; init; }

    public int? RateLimit { get; init; }

    public int? UnitLimit { get; init; }

    public bool Duplicates { get; init; }

    public bool Reorder { get; init; }

    public bool IgnoreRanges { get; init; }

    public bool Json { get; init; }

    /// <summary>Throws <see cref="FormatException"/> for what it does not know.</summary>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var result = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            result = result.WithSwitch(name) ?? result.With(name, i + 1 < arguments.Count ? arguments[++i] : throw new FormatException($"{name} needs a value."));
        }

        return result;
    }

    private CommandLine? WithSwitch(string name) => name switch
    {
        "--duplicates" => this with { Duplicates = true },
        "--reorder" => this with { Reorder = true },
        "--ignore-ranges" => this with { IgnoreRanges = true },
        "--json" => this with { Json = true },
        _ => null,
    };

    private CommandLine With(string name, string value) => name switch
    {
        "--mail" => this with { Mail = value },
        "--files" => this with { Files = value },
        "--users" => this with { Users = Number(name, value) },
        "--sites" => this with { Sites = Number(name, value) },
        "--synthetic" => this with { Synthetic = Number(name, value) },
        "--port" => this with { Port = Number(name, value) },
        "--latency-ms" => this with { LatencyMilliseconds = Number(name, value) },
        "--mailbox-limit" => this with { MailboxLimit = Number(name, value) },
        "--rate-limit" => this with { RateLimit = Number(name, value) },
        "--unit-limit" => this with { UnitLimit = Number(name, value) },
        _ => throw new FormatException($"{name} is not known."),
    };

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"{name} needs a number.");
}

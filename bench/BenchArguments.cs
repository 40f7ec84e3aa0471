using System.Globalization;

namespace Veeam365.Backup.Bench;

/// <summary>The words of the command line: a command, then --name value or --flag.</summary>
internal sealed record BenchArguments(string Command, IReadOnlyDictionary<string, string> Values)
{
    public bool Json => Values.ContainsKey("json");

    public static BenchArguments Parse(string[] args)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 1; i < args.Length; i++)
        {
            string name = args[i].TrimStart('-');
            bool hasValue = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            values[name] = hasValue ? args[++i] : "";
        }
        return new BenchArguments(args.Length > 0 ? args[0] : "", values);
    }

    public int Number(string name, int otherwise) => Values.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public string Required(string name) => Values.TryGetValue(name, out string? text) ? text : throw new ArgumentException($"--{name} is missing.");
}

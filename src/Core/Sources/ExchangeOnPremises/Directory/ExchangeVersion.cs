using System.Globalization;
using System.Text.RegularExpressions;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The version of an Exchange server, from "Version 15.2 (Build 2562.17)".</summary>
/// <param name="Number">Major, minor, build and revision.</param>
/// <remarks>https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates</remarks>
internal sealed partial record ExchangeVersion(Version Number)
{
    private static readonly Version Exchange2016 = new(15, 1);
    private static readonly Version Exchange2019 = new(15, 2);
    private static readonly Version SubscriptionEdition = new(15, 2, 2562);
    private static readonly Version Later = new(15, 3);

    /// <summary>Null when the text is none.</summary>
    public static ExchangeVersion? Parse(string? text)
    {
        Match found = Form().Match(text ?? "");
        int[] parts = [.. found.Groups.Values.Skip(1).Select(g => int.TryParse(g.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int part) ? part : 0)];
        return found.Success ? new ExchangeVersion(new Version(parts[0], parts[1], parts[2], parts[3])) : null;
    }

    /// <summary>Exchange 2016, 2019 and Subscription Edition.</summary>
    public bool IsSupported => Number >= Exchange2016 && Number < Later;

    /// <summary>What people call it.</summary>
    public override string ToString()
    {
        string product = !IsSupported ? "Exchange" : Number >= SubscriptionEdition ? "Exchange SE" : Number >= Exchange2019 ? "Exchange 2019" : "Exchange 2016";
        return $"{product} ({Number})";
    }

    [GeneratedRegex(@"(\d+)\.(\d+)(?:\s*\(Build\s+|\.)(\d+)\.(\d+)\)?", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}

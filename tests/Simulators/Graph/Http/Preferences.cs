using Microsoft.Extensions.Primitives;

namespace Veeam365.Simulators.Graph;

/// <summary>The Prefer header.</summary>
internal readonly record struct Preferences(bool ImmutableIds, int? MaxPageSize)
{
    public static Preferences Parse(StringValues values)
    {
        var immutable = false;
        int? size = null;
        foreach (var value in values)
        {
            foreach (var part in (value ?? "").Split([',', ';'], StringSplitOptions.TrimEntries))
            {
                var equals = part.IndexOf('=', StringComparison.Ordinal);
                if (equals < 0)
                    continue;
                var name = part[..equals].Trim();
                var setting = part[(equals + 1)..].Trim().Trim('"');
                if (name.Equals("IdType", StringComparison.OrdinalIgnoreCase))
                    immutable = setting.Equals("ImmutableId", StringComparison.OrdinalIgnoreCase);
                else if (name.Equals("odata.maxpagesize", StringComparison.OrdinalIgnoreCase) && int.TryParse(setting, out var parsed) && parsed > 0)
                    size = parsed;
            }
        }

        return new Preferences(immutable, size);
    }
}

using System.Collections.Frozen;

namespace Veeam365.Simulators.Graph;

/// <summary>The properties of a type that $select may name; a selection is a bit for each. The id always comes along.</summary>
internal sealed class PropertySet
{
    public const ulong Everything = ulong.MaxValue;

    private readonly string _type;
    private readonly FrozenDictionary<string, ulong> _bits;

    public PropertySet(string type, params string[] names)
    {
        _type = type;
        var bits = new Dictionary<string, ulong>(StringComparer.OrdinalIgnoreCase) { ["id"] = 0 };
        for (var i = 0; i < names.Length; i++)
            bits.Add(names[i], 1UL << i);
        _bits = bits.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    public ulong this[string name] => _bits[name];

    public ulong Parse(string? select)
    {
        if (string.IsNullOrWhiteSpace(select))
            return Everything;
        ulong selected = 0;
        foreach (var range in select.AsSpan().Split(','))
        {
            var name = select.AsSpan()[range].Trim();
            if (!_bits.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var bit))
                throw new GraphException(400, "RequestBroker--ParseUri", $"Could not find a property named '{name}' on type '{_type}'.");
            selected |= bit;
        }

        return selected;
    }
}

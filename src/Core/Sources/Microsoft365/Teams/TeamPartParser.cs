using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads teams, channels, tabs and members straight from the answer's bytes. Not for concurrent use.</summary>
internal sealed class TeamPartParser
{
    private readonly CanonicalJson _canonical = new();

    public TeamPart Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        _canonical.Begin();
        var part = new TeamPart("", "", null, null, null, []);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                part = Take(name, reader, part);
            _canonical.Add(json, name, ref reader);
        }

        return part.Id.Length > 0 ? part with { Json = _canonical.End(json) } : throw new JsonException("A part of a team must have an id.");
    }

    public TeamPart ParseOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Parse(json, ref reader);
    }

    // The reader comes as a copy: the canonical form reads the value, too.
    private static TeamPart Take(ReadOnlySpan<byte> name, Utf8JsonReader value, TeamPart part)
    {
        if (name.SequenceEqual("id"u8))
            return part with { Id = value.GetString()! };
        if (name.SequenceEqual("displayName"u8))
            return part with { Name = value.GetString()! };
        if (name.SequenceEqual("email"u8))
            return part with { Address = value.GetString() is { Length: > 0 } address ? address : null };
        if (name.SequenceEqual("membershipType"u8))
            return part with { MembershipType = value.GetString() };
        return name.SequenceEqual("createdDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset created) ? part with { Created = created } : part;
    }
}

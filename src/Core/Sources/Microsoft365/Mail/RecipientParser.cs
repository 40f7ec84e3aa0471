using System.Text;
using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads recipients: the address, or the name where there is none.</summary>
internal sealed class RecipientParser
{
    // A searchable column, not the record: the properties keep every recipient.
    private const int LongestList = 4000;

    private readonly StringBuilder _many = new();
    private string? _first;

    public void Begin()
    {
        _many.Clear();
        _first = null;
    }

    /// <summary>Adds an array of recipients.</summary>
    public void Add(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string? one = One(ref reader);
            if (string.IsNullOrEmpty(one) || _many.Length + one.Length > LongestList)
                continue;
            if (_first is null)
                _first = one;
            else
                _many.Append("; ").Append(one);
        }
    }

    public string? End() => _many.Length == 0 ? _first : string.Concat(_first, _many.ToString());

    /// <summary>Reads one recipient; the reader stands on its StartObject and is left on its EndObject.</summary>
    public static string? One(ref Utf8JsonReader reader)
    {
        string? address = null, name = null;
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("address"u8))
                address = Text(ref reader);
            else if (reader.ValueTextEquals("name"u8))
                name = Text(ref reader);
        }

        return string.IsNullOrEmpty(address) ? name : address;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }
}

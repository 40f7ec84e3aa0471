using System.Data.Common;
using System.Text.Json.Serialization.Metadata;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>The current row of a result, read by column name with the types both engines agree on.</summary>
internal readonly struct Row(DbDataReader reader)
{
    public Guid Guid(string column) => reader.GetFieldValue<Guid>(reader.GetOrdinal(column));

    public Guid? GuidOrNull(string column) => IsNull(column) ? null : Guid(column);

    public string Text(string column) => reader.GetFieldValue<string>(reader.GetOrdinal(column));

    public string? TextOrNull(string column) => IsNull(column) ? null : Text(column);

    public int Int(string column) => reader.GetFieldValue<int>(reader.GetOrdinal(column));

    public long Long(string column) => reader.GetFieldValue<long>(reader.GetOrdinal(column));

    public long? LongOrNull(string column) => IsNull(column) ? null : Long(column);

    public int? IntOrNull(string column) => IsNull(column) ? null : Int(column);

    public bool Bool(string column) => reader.GetFieldValue<bool>(reader.GetOrdinal(column));

    public byte[] Bytes(string column) => reader.GetFieldValue<byte[]>(reader.GetOrdinal(column));

    public DateTimeOffset Time(string column) => reader.GetFieldValue<DateTimeOffset>(reader.GetOrdinal(column));

    public DateTimeOffset? TimeOrNull(string column) => IsNull(column) ? null : Time(column);

    public T Name<T>(string column)
        where T : struct, Enum =>
        Enum.TryParse(Text(column), out T value) ? value : throw Unreadable(column, null);

    public T? NameOrNull<T>(string column)
        where T : struct, Enum => IsNull(column) ? null : Name<T>(column);

    public T Json<T>(string column, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return System.Text.Json.JsonSerializer.Deserialize(Text(column), type) ?? throw Unreadable(column, null);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or NotSupportedException or FormatException)
        {
            throw Unreadable(column, e);
        }
    }

    public T? JsonOrNull<T>(string column, JsonTypeInfo<T> type)
        where T : class => IsNull(column) ? null : Json(column, type);

    private bool IsNull(string column) => reader.IsDBNull(reader.GetOrdinal(column));

    private static ConfigurationException Unreadable(string column, Exception? inner) => new(
        "Configuration.Damaged",
        $"A row of the configuration database holds something in column '{column}' that this module cannot read.",
        "If another version of the module wrote it, use that version; otherwise put a good copy of the configuration database in place.",
        inner);
}

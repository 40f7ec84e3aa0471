using System.Text.Json;
using System.Text.Json.Serialization;

namespace Veeam365.Backup.Core.Reports;

/// <summary>Reports as JSON: every number and name that the page shows, for other programs. Names of members are kept from version to version.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackupReport))]
public sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>The text.</summary>
    public static byte[] Write(BackupReport report) => JsonSerializer.SerializeToUtf8Bytes(report, Default.BackupReport);
}

using System.Text.Json.Serialization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>The JSON columns. Kept as text: PostgreSQL's jsonb refuses the escaped NUL that a display name may hold.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, IgnoreReadOnlyProperties = true, Converters = [typeof(Sha256HashConverter)])]
[JsonSerializable(typeof(BackupScope))]
[JsonSerializable(typeof(StoreSettings))]
[JsonSerializable(typeof(RepositorySettings))]
[JsonSerializable(typeof(SessionStatistics))]
[JsonSerializable(typeof(RestoreStatistics))]
[JsonSerializable(typeof(RestoreApplication))]
[JsonSerializable(typeof(OnPremisesConnection))]
[JsonSerializable(typeof(ObjectIdentity))]
[JsonSerializable(typeof(HeadRecord))]
[JsonSerializable(typeof(SessionPlan))]
[JsonSerializable(typeof(JobSchedule))]
[JsonSerializable(typeof(NotificationSettings))]
[JsonSerializable(typeof(IReadOnlyList<Gap>))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;

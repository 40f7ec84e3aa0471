using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads one object; the reader stands on its StartObject and is left on its EndObject.</summary>
/// <returns>The item; null for one that does not concern us.</returns>
internal delegate T? ItemParser<T>(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    where T : class;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads an answer's JSON; the bytes are valid only during the call.</summary>
internal delegate T JsonParser<out T>(ReadOnlySpan<byte> json);

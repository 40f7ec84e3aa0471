namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A library, list or page collection that is written to.</summary>
/// <param name="Target">Writes it.</param>
/// <param name="Keys">How the restore point keys what lies in it.</param>
internal sealed record SitePart(IObjectTarget Target, CollectionKeys Keys);

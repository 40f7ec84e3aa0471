using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A collection of a team that is read whole.</summary>
/// <param name="Key">What the keys of its parts begin with, and the key of its gap.</param>
/// <param name="Name">What an admin knows it by.</param>
/// <param name="Kind">What its parts are.</param>
/// <param name="ParentKey">The folder they lie in.</param>
/// <param name="Permission">The permission that reading needs.</param>
/// <param name="Request">Lists it.</param>
internal sealed record TeamPartGroup(string Key, string Name, ItemKind Kind, string? ParentKey, string Permission, GraphRequest Request);

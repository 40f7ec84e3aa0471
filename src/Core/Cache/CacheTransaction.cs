using System.Data.Common;

namespace Veeam365.Backup.Core.Cache;

/// <summary>A running write transaction.</summary>
/// <param name="Connection">Its connection; commands made from it belong to the transaction.</param>
/// <param name="Items">The item rows.</param>
internal sealed record CacheTransaction(DbConnection Connection, IItemTable Items);

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>An item version, or a whole object at some heads, that restore points cannot give back.</summary>
/// <param name="ObjectId">The cache's number of the object.</param>
/// <param name="Head">A head that holds it.</param>
/// <param name="Identity">The object.</param>
/// <param name="Version">The item; null when what is lost is the list of the object's items.</param>
/// <param name="StoredKey">The stored object that it needs.</param>
/// <param name="Points">The restore points that name it, oldest first.</param>
/// <param name="LastHead">The newest head that holds it.</param>
/// <param name="IsCurrent">True when that is the object's newest head.</param>
public sealed record DamagedItem(
    long ObjectId, int Head, ObjectIdentity Identity, ItemVersion? Version, string StoredKey, IReadOnlyList<DamagedPoint> Points, int LastHead, bool IsCurrent);

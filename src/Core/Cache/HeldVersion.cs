using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>An item version and the heads that hold it.</summary>
/// <param name="FirstHead">The first head.</param>
/// <param name="EndHead">The head that ended it; the greatest number when it is alive.</param>
/// <param name="Version">The version.</param>
public sealed record HeldVersion(int FirstHead, int EndHead, ItemVersion Version);

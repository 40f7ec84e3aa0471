namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Where a tree of folders begins. The root is no item: what lies in it has no parent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="HoldsItems">True when items can lie in the root itself.</param>
/// <param name="Item">A folder that the listings leave out and that is there all the same.</param>
/// <param name="Owner">Whose folders these are, where they tell: those of another owner are only shown here.</param>
internal sealed record FolderRoot(string Id, bool HoldsItems = false, FolderRecord? Item = null, string? Owner = null)
{
    /// <summary>Ids of folders that are left out with all below them.</summary>
    public IReadOnlySet<string> Excluded { get; init; } = new HashSet<string>();

    public bool IsOwn(FolderRecord folder) =>
        !folder.IsSearchFolder && !Excluded.Contains(folder.Id) && (Owner is null || folder.Owner is null || string.Equals(Owner, folder.Owner, StringComparison.OrdinalIgnoreCase));
}

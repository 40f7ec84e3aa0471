using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>An <see cref="ItemQuery"/> made ready for comparing.</summary>
/// <exception cref="InvalidSettingException">Its words are none.</exception>
internal sealed class ItemFilter(ItemQuery query)
{
    private readonly SearchPattern? _objectName = SearchPattern.From(query.ObjectName);

    public ItemQuery Query => query;

    /// <summary>The parents, each once; null for any.</summary>
    public IReadOnlySet<string>? ParentKeys { get; } = query.ParentKeys?.ToHashSet(StringComparer.Ordinal);

    public WordQuery? Words { get; } = WordQuery.From(query.Words);

    public SearchPattern? Name { get; } = SearchPattern.From(query.Name);

    public SearchPattern? From { get; } = SearchPattern.From(query.From);

    public SearchPattern? To { get; } = SearchPattern.From(query.To);

    /// <summary>True when only versions that the restore point holds are wanted.</summary>
    public bool IsPlain => !query.IncludeDeleted && !query.AllVersions;

    /// <summary>True when rows are chosen by what is in them, so that many are looked at and few are found.</summary>
    public bool IsSelective => Name is not null || From is not null || To is not null || query.ChangedFrom is not null || query.ChangedBefore is not null
        || query.MinimumSize is not null || query.MaximumSize is not null || query.HasAttachments is not null;

    /// <summary>True when only folders are wanted, which have an index of their own.</summary>
    public bool OnlyFolders => query.Kinds is { Count: > 0 } kinds && kinds.All(static k => k == ItemKind.Folder);

    public bool Admits(ObjectIdentity identity) =>
        (query.ObjectKeys is null || query.ObjectKeys.Contains(identity.Key))
        && (query.Except is null || !query.Except.Contains(ObjectWorkload.Of(identity)))
        && (query.Workloads is null || query.Workloads.Contains(identity.Workload))
        && (_objectName is null || _objectName.Matches(identity.Object.DisplayName) || _objectName.Matches(identity.Object.Address));

    public bool AdmitsKind(ItemKind kind) => query.Kinds is { } kinds ? kinds.Contains(kind) : (query.IncludeFolders || kind != ItemKind.Folder) && (query.IncludeVersions || kind != ItemKind.FileVersion);

    public bool AdmitsParent(string? parent) => ParentKeys is null || (parent is not null && ParentKeys.Contains(parent));

    /// <summary>What a database may not be able to decide.</summary>
    public bool AdmitsText(string name, string? sender, string? recipients) =>
        (Name is null || Name.Matches(name))
        && (From is null || From.Matches(sender))
        && (To is null || To.Matches(recipients))
        && (Words is null || Words.Matches(name, sender, recipients));
}

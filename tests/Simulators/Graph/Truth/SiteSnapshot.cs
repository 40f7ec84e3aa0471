namespace Veeam365.Simulators.Graph;

/// <summary>A site as it was.</summary>
public sealed record SiteSnapshot(string Id, string WebUrl, string DisplayName)
{
    public IReadOnlyList<LibrarySnapshot> Libraries { get; init; } = [];

    /// <summary>Lists that are no libraries.</summary>
    public IReadOnlyList<ListSnapshot> Lists { get; init; } = [];

    public IReadOnlyList<PageTruth> Pages { get; init; } = [];

    public IReadOnlyList<SiteSnapshot> Subsites { get; init; } = [];
}

using System.Collections.Immutable;

namespace Veeam365.Simulators.Graph;

/// <summary>What a site consists of; immutable.</summary>
internal sealed record SiteState(string DisplayName)
{
    public ImmutableList<SimulatedList> Lists { get; init; } = [];

    public ImmutableList<SimulatedSite> Subsites { get; init; } = [];

    public ImmutableSortedDictionary<int, PageState> Pages { get; init; } = ImmutableSortedDictionary<int, PageState>.Empty;
}

namespace Veeam365.Backup.Tests.ExchangeOnPremises;

/// <summary>A group of the faked directory: members are addresses of mailboxes, names of groups, or somebody elsewhere.</summary>
internal sealed record FakeGroup(string Name, params string[] Members)
{
    public Guid Id { get; } = Guid.NewGuid();

    public bool IsDynamic { get; init; }
}

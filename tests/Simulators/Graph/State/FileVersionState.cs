namespace Veeam365.Simulators.Graph;

/// <summary>An earlier content of a file.</summary>
internal sealed record FileVersionState(int Number, FileContent Content, DateTimeOffset Modified, string? ModifiedBy)
{
    public string Id => FormattableString.Invariant($"{Number}.0");
}

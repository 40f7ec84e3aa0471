namespace Veeam365.Simulators.Graph;

/// <summary>An earlier content of a file as it was.</summary>
public sealed record FileVersionTruth(string Id, FileContent Content, DateTimeOffset Modified);

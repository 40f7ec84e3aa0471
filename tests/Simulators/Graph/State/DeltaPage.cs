namespace Veeam365.Simulators.Graph;

/// <summary>A page of a round: what it shows and where the next one begins. IsLast: the log has been read to its end.</summary>
internal readonly record struct DeltaPage<T>(List<T> Items, int Position, bool IsLast);

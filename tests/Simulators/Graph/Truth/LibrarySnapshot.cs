namespace Veeam365.Simulators.Graph;

/// <summary>A document library as it was.</summary>
public sealed record LibrarySnapshot(string Name, DriveSnapshot Drive);

namespace Veeam365.Simulators.Graph;

/// <summary>A permission on a file or folder: granted to a person, or by a link when <see cref="LinkScope"/> is set (anonymous, organization, users).</summary>
public sealed record SimulatedPermission(string Id, string Role, string? GrantedTo = null, string? LinkScope = null);

namespace Veeam365.Simulators.Graph;

/// <summary>A request made although its scope had been told to wait longer.</summary>
public sealed record RetryAfterViolation(string Scope, string Path, TimeSpan TooEarlyBy);

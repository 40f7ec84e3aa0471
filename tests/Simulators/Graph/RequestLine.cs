namespace Veeam365.Simulators.Graph;

/// <summary>One request as it was answered. Paths carry no secrets; queries are left out.</summary>
public sealed record RequestLine(DateTimeOffset Time, string Method, string Path, RouteKind Kind, int Status);

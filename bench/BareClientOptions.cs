using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Bench;

/// <summary>What a bare client needs to know.</summary>
internal sealed record BareClientOptions(Uri Endpoint, string Certificate, string TenantId, string ClientId, string Secret)
{
    /// <summary>As a session's defaults are.</summary>
    public int Concurrency { get; init; } = 64;

    public int ObjectConcurrency { get; init; } = 32;

    public int RequestsPerMailbox { get; init; } = 4;

    public int FoldersSideBySide { get; init; } = 3;

    public int ItemsPerObject { get; init; } = 8;

    public static BareClientOptions From(BenchArguments arguments) => new(
        new Uri(arguments.Required("endpoint")),
        arguments.Required("certificate"),
        arguments.Required("tenant"),
        arguments.Required("client"),
        arguments.Required("secret"));

    public static string[] Arguments(GraphSimulator simulator) =>
    [
        "bare-client", "--endpoint", simulator.Endpoint.ToString(), "--certificate", simulator.CertificateThumbprint, "--tenant", simulator.Tenant.TenantId,
        "--client", simulator.Tenant.Application.ClientId, "--secret", simulator.Tenant.Application.Secret,
    ];
}

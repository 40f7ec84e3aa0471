using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Bench;

/// <summary>What a bare client needs to know.</summary>
internal sealed record BareClientOptions(Uri Endpoint, string Certificate, string TenantId, string ClientId, string Secret, int ObjectConcurrency, int RequestsPerObject)
{
    public static BareClientOptions From(BenchArguments arguments) => new(
        new Uri(arguments.Required("endpoint")),
        arguments.Required("certificate"),
        arguments.Required("tenant"),
        arguments.Required("client"),
        arguments.Required("secret"),
        arguments.Number("objects", 32),
        arguments.Number("requests", 4));

    public static string[] Arguments(GraphSimulator simulator) =>
    [
        "bare-client", "--endpoint", simulator.Endpoint.ToString(), "--certificate", simulator.CertificateThumbprint, "--tenant", simulator.Tenant.TenantId,
        "--client", simulator.Tenant.Application.ClientId, "--secret", simulator.Tenant.Application.Secret,
    ];
}

namespace Veeam365.Backup.Core.Configuration;

/// <summary>The first byte of a protected secret.</summary>
internal static class SecretEnvelopeVersion
{
    public const byte KeyFile = 1;

    public const byte Dpapi = 2;
}

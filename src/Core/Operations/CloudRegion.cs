namespace Veeam365.Backup.Core.Operations;

/// <summary>The Microsoft clouds.</summary>
/// <remarks>Endpoints: learn.microsoft.com/graph/deployments.</remarks>
public enum CloudRegion
{
    /// <summary>The worldwide cloud.</summary>
    Global,

    /// <summary>US Government L4.</summary>
    UsGovernment,

    /// <summary>US Government L5 (DoD).</summary>
    UsGovernmentDoD,

    /// <summary>China, operated by 21Vianet.</summary>
    China,
}

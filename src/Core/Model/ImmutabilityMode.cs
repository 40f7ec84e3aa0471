namespace Veeam365.Backup.Core.Model;

/// <summary>Who may lift an object lock before its time (S3 Object Lock).</summary>
public enum ImmutabilityMode
{
    /// <summary>Those with a special permission.</summary>
    Governance,

    /// <summary>Nobody.</summary>
    Compliance,
}

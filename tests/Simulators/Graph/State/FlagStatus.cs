namespace Veeam365.Simulators.Graph;

/// <summary>followupFlagStatus.</summary>
public enum FlagStatus
{
    NotFlagged,
    Complete,
    Flagged,
}

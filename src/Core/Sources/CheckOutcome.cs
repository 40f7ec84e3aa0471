namespace Veeam365.Backup.Core.Sources;

/// <summary>How a check went.</summary>
public enum CheckOutcome
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>Could not be tried (nothing to try it on); not a failure.</summary>
    Inconclusive,

    /// <summary>It will not work.</summary>
    Failed,
}

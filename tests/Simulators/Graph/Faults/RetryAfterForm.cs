namespace Veeam365.Simulators.Graph;

/// <summary>The forms in which Retry-After is seen.</summary>
public enum RetryAfterForm
{
    /// <summary>Whole seconds, rounded up.</summary>
    Seconds,

    /// <summary>Seconds with a fraction, as SharePoint sends at times.</summary>
    FractionalSeconds,

    /// <summary>An HTTP date, rounded up to the next second.</summary>
    HttpDate,

    /// <summary>Each of the others in turn.</summary>
    Mixed,
}

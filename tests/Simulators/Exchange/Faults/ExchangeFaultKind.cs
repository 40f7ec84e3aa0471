namespace Veeam365.Simulators.Exchange;

/// <summary>What goes wrong with a request.</summary>
public enum ExchangeFaultKind
{
    /// <summary>A SOAP fault ErrorServerBusy with BackOffMilliseconds.</summary>
    Busy,

    /// <summary>A SOAP fault, or a response message, with a response code.</summary>
    Code,

    /// <summary>A bare HTTP status.</summary>
    Status,

    /// <summary>The connection is cut before anything is answered.</summary>
    Reset,

    /// <summary>The connection is cut in the middle of the answer.</summary>
    Truncated,

    /// <summary>The answer holds a document type with an entity that names a file.</summary>
    Entity,
}

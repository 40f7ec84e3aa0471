namespace Veeam365.Simulators.Exchange;

/// <summary>A rule for what goes wrong.</summary>
public sealed class ExchangeFault
{
    public ExchangeFaultKind Kind { get; init; }

    /// <summary>The operation it is about, e.g. GetItem; null for each.</summary>
    public string? Operation { get; init; }

    /// <summary>An id that the request must name; null for any.</summary>
    public string? Id { get; init; }

    /// <summary>The response code of <see cref="ExchangeFaultKind.Code"/>.</summary>
    public string Code { get; init; } = "ErrorInternalServerError";

    /// <summary>True when the code comes in the response message, false when it is a SOAP fault.</summary>
    public bool InMessage { get; init; }

    public int Status { get; init; } = 503;

    public TimeSpan BackOff { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How often it strikes; null for always.</summary>
    public int? Count { get; set; } = 1;

    public double Probability { get; init; } = 1;

    public int Seed { get; init; }
}

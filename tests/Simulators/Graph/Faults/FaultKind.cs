namespace Veeam365.Simulators.Graph;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>An error status with a Graph error body (or none) and perhaps Retry-After.</summary>
    Status,

    /// <summary>Content-Length tells the whole length; half of it is sent, then the connection is cut.</summary>
    TruncatedBody,

    /// <summary>A file's bytes are sent up to a random offset below <see cref="FaultRule.CutWithin"/>, then the connection is cut; needs no memory.</summary>
    CutBody,

    /// <summary>The connection is cut before anything is sent.</summary>
    ConnectionReset,

    /// <summary>The answer comes late.</summary>
    Delay,

    /// <summary>The answer never comes; the request ends when the client gives up or the simulator stops.</summary>
    Hang,

    /// <summary>Metadata of files carry a wrong quickXorHash.</summary>
    WrongContentHash,

    /// <summary>One byte of the body differs from the truth.</summary>
    CorruptContent,

    /// <summary>The body ends in the middle, but correctly framed: not JSON any more.</summary>
    CorruptJson,
}

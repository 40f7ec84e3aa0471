namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>One attempt failed in a way that another may not.</summary>
/// <param name="what">What happened, without addresses.</param>
/// <param name="answered">True when the service answered at all.</param>
/// <param name="inner">The cause.</param>
internal sealed class GraphTransientException(string what, bool answered, Exception? inner = null) : Exception(what, inner)
{
    /// <summary>How long an answer was waited for in vain.</summary>
    public TimeSpan Silence { get; init; }

    public bool Answered { get; } = answered;

    /// <summary>An answer that is definite if it stays: 404 without a body.</summary>
    public GraphStatusException? Final { get; init; }
}

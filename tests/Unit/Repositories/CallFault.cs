namespace Veeam365.Backup.Tests.Repositories;

/// <summary>What may happen to one call of a store.</summary>
internal enum CallFault
{
    /// <summary>It fails before it takes effect; another try may succeed.</summary>
    Error,

    /// <summary>It takes effect and its answer is lost.</summary>
    LostAnswer,

    /// <summary>It fails for good.</summary>
    Refusal,

    /// <summary>It takes a while.</summary>
    Delay,

    /// <summary>Half of what was asked for is read; half of what was sent is stored.</summary>
    Truncation,

    /// <summary>It reaches the store twice.</summary>
    Repeat,

    /// <summary>There is no room for it.</summary>
    NoSpace,
}

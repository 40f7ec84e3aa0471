namespace Veeam365.Backup.Tests.Repositories;

/// <summary>What a <see cref="StoppingStore"/> does at its call.</summary>
internal enum StopKind
{
    /// <summary>The process stops before a put or delete takes effect. Only those count: stopping at a read is stopping after the change before it.</summary>
    Before,

    /// <summary>The process stops after a put or delete took effect and before it learns of it.</summary>
    After,

    /// <summary>One call of any kind fails, and later ones go on.</summary>
    FailOnce,
}

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>The errors of stores, made in one place so that ids and advice are the same everywhere.</summary>
internal static class StoreFault
{
    private const string ArrivedDamagedId = "Repository.ArrivedDamaged";
    private const string TransientMark = "Veeam365.Transient";

    /// <summary>True for an error that may be gone on the next try: a broken connection, a timeout, a busy server.</summary>
    public static bool IsTransient(Exception error) => error.Data.Contains(TransientMark);

    /// <summary>Marks an error as worth another try.</summary>
    public static T Transient<T>(T error)
        where T : Exception
    {
        error.Data[TransientMark] = true;
        return error;
    }

    /// <summary>The disk or bucket is full.</summary>
    public static StoreFullException Full(string place, Exception inner) => new(
        "Store.Full", $"There is no room left in {place}.", "Free space or enlarge the disk or quota, then run the job again.", inner);

    /// <summary>The folder or bucket is not there.</summary>
    public static RepositoryException PlaceMissing(string place, Exception? inner = null) => new(
        "Repository.PlaceMissing", $"{place} does not exist.", "Create it, or correct the repository's address.", inner);

    /// <summary>No right to do it.</summary>
    public static RepositoryException AccessDenied(string place, string action, Exception inner) => new(
        "Repository.AccessDenied", $"Access to {place} was denied ({action}).", "Grant the account rights to list, read, write and delete there.", inner);

    /// <summary>The key or secret is not accepted.</summary>
    public static RepositoryException WrongCredential(string place, Exception inner) => new(
        "Repository.WrongCredential", $"{place} does not accept the access key or its secret.", "Check the access key and the secret key, and this machine's clock.", inner);

    /// <summary>No answer, or not a usable one.</summary>
    public static RepositoryException Unreachable(string place, string action, Exception inner) => new(
        "Repository.Unreachable", $"{place} cannot be reached or does not answer as it should ({action}).", "Check the address, the network and the server, then run the job again.", inner);

    /// <summary>The error of an object that cannot be deleted yet.</summary>
    public const string ObjectLockedId = "Repository.ObjectLocked";

    /// <summary>An object cannot be deleted yet.</summary>
    public static RepositoryException Locked(string key, DateTimeOffset until, Exception inner) => new(
        ObjectLockedId, $"The object '{key}' is locked until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC and cannot be deleted.", "Nothing needs to be done: retention removes it later.", inner);

    /// <summary>A store that was asked to lock cannot.</summary>
    public static RepositoryException CannotLock(string place, Exception? inner = null) => new(
        "Repository.ImmutabilityUnsupported",
        $"{place} cannot keep objects from being deleted.",
        "Use a bucket that was created with Object Lock, with rights to put and get object retention; or add the repository without immutability.",
        inner);

    /// <summary>True when the store refused bytes because they were not what was sent.</summary>
    public static bool IsArrivedDamaged(RepositoryException error) => error.ErrorId == ArrivedDamagedId;

    /// <summary>What arrived is not what was sent.</summary>
    public static RepositoryException ArrivedDamaged(string key, Exception? inner = null) => new(
        ArrivedDamagedId, $"The object '{key}' did not arrive as it was sent.", "Check memory, disk and network of this machine and of the store.", inner);
}

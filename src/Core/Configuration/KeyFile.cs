using System.Security.Cryptography;
using Veeam365.Backup.Core.Files;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>A file of 32 random bytes that only its owner may read.</summary>
internal sealed class KeyFile(string path)
{
    public const int Length = 32;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private byte[]? _key;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The key; null when there is no file.</summary>
    /// <exception cref="ConfigurationException">Others may use the file, it cannot be read, or it is no key.</exception>
    public byte[]? Find() => _key ??= Guard(ReadIfThere);

    /// <summary>The key, made now if there was none. Of two processes at once both get the key of the first.</summary>
    /// <exception cref="ConfigurationException">It cannot be made, or <see cref="Find"/> fails.</exception>
    public byte[] FindOrCreate()
    {
        if (Find() is { } key)
            return key;
        Guard(() => Create(RandomNumberGenerator.GetBytes(Length)));
        return Find() ?? throw SecretErrors.KeyUnusable(Path, "it disappeared.");
    }

    /// <summary>Makes the file hold a key that comes from elsewhere, if there is none.</summary>
    /// <exception cref="ConfigurationException">It cannot be made, or another process made another one at this moment.</exception>
    public void Keep(byte[] key)
    {
        if (!Guard(() => Create(key)))
            throw SecretErrors.KeyUnusable(Path, "another process made one at this moment.");
    }

    private byte[]? ReadIfThere()
    {
        if (!File.Exists(Path))
            return null;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & Others) != 0)
            throw SecretErrors.Exposed(Path);
        byte[] key = File.ReadAllBytes(Path);
        return key.Length == Length ? key : throw SecretErrors.KeyUnusable(Path, $"it has {key.Length} bytes instead of {Length}.");
    }

    // Written beside, then given its name in one step that fails when the name is taken: nobody ever sees half a key, and nobody replaces one.
    private bool Create(byte[] key)
    {
        PrivateFolder.Create(System.IO.Path.GetDirectoryName(Path)!);
        string draft = $"{Path}.{Guid.NewGuid():N}.new";
        try
        {
            WriteKey(draft, key);
            return ExclusiveMove.Try(draft, Path);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static void WriteKey(string draft, byte[] key)
    {
        using FileStream file = PrivateFile.Open(draft);
        file.Write(key);
        file.Flush(flushToDisk: true);
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SecretErrors.KeyUnusable(Path, e.Message, e);
        }
    }
}

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>The keys of objects: parts of lower-case letters, digits, '.', '-' and '_', separated by single slashes. No such key can leave a folder.</summary>
internal static class StoreKey
{
    /// <summary>The greatest length of a key.</summary>
    public const int MaximumLength = 256;

    /// <summary>Returns the key if it is one.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Check(string key) =>
        IsValid(key) ? key : throw new ArgumentException("Not a key of a store.", nameof(key));

    /// <summary>Returns the prefix if it is empty or a key followed by a slash.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static string CheckPrefix(string prefix)
    {
        if (prefix.Length == 0 || (prefix[^1] == '/' && IsValid(prefix[..^1])))
            return prefix;
        throw new ArgumentException("Not a prefix of keys.", nameof(prefix));
    }

    /// <summary>True when it is a key.</summary>
    public static bool IsValid(string key)
    {
        if (key.Length is 0 or > MaximumLength || key[^1] == '/')
            return false;
        bool partBegins = true;
        foreach (char c in key)
        {
            // A leading dot is refused, so '.', '..' and hidden files are impossible.
            if (c == '/' || (c == '.' && partBegins))
            {
                if (partBegins)
                    return false;
            }
            else if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '-' or '_'))
            {
                return false;
            }

            partBegins = c == '/';
        }

        return true;
    }
}

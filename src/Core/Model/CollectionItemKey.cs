using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Veeam365.Backup.Core.Model;

/// <summary>
/// Keys of items in objects that consist of collections (the libraries, lists and pages of a site): the source's ids are unique within a collection only, so a key is
/// a mark of the collection, "/" and the id. The mark is made of the key of the collection's folder. Such keys are part of the repository format.
/// </summary>
public static class CollectionItemKey
{
    private const int MarkBytes = 6;
    private const int PrefixLength = 9;
    private const char Separator = '/';

    /// <summary>What the folder of a document library is keyed by: this and the drive's id.</summary>
    public const string Library = "drive:";

    /// <summary>What the folder of a list is keyed by: this and the list's id.</summary>
    public const string List = "list:";

    /// <summary>What the folder of a site's pages is keyed by: this and the site's id.</summary>
    public const string Pages = "pages:";

    /// <summary>What the folder of a subsite is keyed by: this and its id.</summary>
    public const string Subsite = "site:";

    /// <summary>The mark of a collection's items, with the separator: 8 characters of base64url of the SHA-256 of the folder's key, and "/".</summary>
    public static string PrefixOf(string folderKey) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(folderKey)).AsSpan(0, MarkBytes)) + Separator;

    /// <summary>The source's own id of an item in a collection.</summary>
    public static string IdOf(string key) => key.Length > PrefixLength && key[PrefixLength - 1] == Separator ? key[PrefixLength..] : key;
}

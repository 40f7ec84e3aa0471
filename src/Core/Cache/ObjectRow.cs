using System.Globalization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>An object's row: who it is and how far its heads are. Head 0 means none.</summary>
/// <param name="Id">The cache's number for it.</param>
/// <param name="Key">Its identity's key.</param>
/// <param name="DisplayName">Encoded.</param>
/// <param name="Address">Encoded.</param>
/// <param name="Committed">The newest committed head.</param>
/// <param name="Applied">The newest complete head.</param>
/// <param name="OpenHead">The head being written; 0: none, -1: a roll-back has begun and is not finished.</param>
/// <param name="OpenKind">Its segment kind.</param>
/// <param name="OpenFresh">1 when the object had no rows before the head being written.</param>
/// <param name="Items">Items alive, counting the head being written.</param>
/// <param name="Bytes">Their sizes.</param>
/// <param name="Writer">Raised when somebody else takes the object over: who opened it before may write nothing more of it.</param>
internal sealed record ObjectRow(
    long Id, string Key, string DisplayName, string? Address, long Committed, long Applied, long OpenHead, long OpenKind, long OpenFresh, long Items, long Bytes, long Writer)
{
    public const string Columns = """
        id AS "Id", key AS "Key", display_name AS "DisplayName", address AS "Address", committed AS "Committed", applied AS "Applied",
        open_head AS "OpenHead", open_kind AS "OpenKind", open_fresh AS "OpenFresh", items AS "Items", bytes AS "Bytes", writer AS "Writer"
        """;

    public bool IsFresh => OpenFresh == 1;

    /// <summary>True when rows that the head being written names unchanged must be remembered.</summary>
    public bool TracksSeen => OpenKind == (long)SegmentKind.Full && !IsFresh;

    public bool HasLeftovers => OpenHead != 0 || Applied > Committed;

    /// <summary>The row while the head is being written.</summary>
    /// <exception cref="ConflictException">The head cannot be written now.</exception>
    public ObjectRow Open(int head, SegmentKind kind)
    {
        if (OpenHead == head && OpenKind == (long)kind)
            return this;
        if (OpenHead != 0 || head <= Applied)
        {
            throw new ConflictException(
                "Cache.HeadOutOfOrder",
                string.Create(CultureInfo.InvariantCulture, $"Head {head} ({kind}) of object {Key} cannot be applied: head {Applied} is complete and head {OpenHead} is being written."),
                "Open the object again, which undoes what is not committed, and repeat the session.");
        }

        return this with { OpenHead = head, OpenKind = (long)kind, OpenFresh = Applied == 0 ? 1 : 0 };
    }

    public ObjectRow Add(HeadTotals delta) => this with { Items = Items + delta.Items, Bytes = Bytes + delta.Bytes };
}

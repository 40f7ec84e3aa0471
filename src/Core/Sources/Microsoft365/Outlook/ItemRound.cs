namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>One pass over a folder's items.</summary>
/// <param name="FolderId">The folder.</param>
/// <param name="Start">The first page.</param>
/// <param name="IsFull">True when everything comes, so that what does not come is gone.</param>
/// <param name="KeepsToken">True when the token at its end may be kept.</param>
internal sealed record ItemRound(string FolderId, Uri Start, bool IsFull, bool KeepsToken)
{
    /// <summary>True when it is a listing, which has no token.</summary>
    public bool IsListing { get; init; }

    /// <summary>True once changes went out.</summary>
    public bool HasEmitted { get; set; }
}

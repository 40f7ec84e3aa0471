namespace Veeam365.Backup.Core.Model;

/// <summary>An object's head as a restore point names it.</summary>
/// <param name="Identity">Whose head it is.</param>
/// <param name="Segment">The newest segment.</param>
/// <param name="Items">Items alive at this head, folders not counted.</param>
/// <param name="Bytes">Bytes of those items before compression.</param>
public sealed record HeadRecord(ObjectIdentity Identity, SegmentReference Segment, long Items, long Bytes);

using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The requests about the in-place archive of a mailbox. Its folders have ids like all others; the tree is found below a well-known name that Exchange knows and
/// Graph passes on. Delta of folders covers the primary mailbox only, so they are listed.
/// </summary>
internal sealed class ArchiveRequests(GraphEndpoint endpoint, GraphSourceOptions options, string userId, ReadOptions reading)
    : MailRequests(endpoint, options, userId, reading)
{
    private const string Root = "archivemsgfolderroot";

    public override string StatePrefix => "archive";

    protected override string Recoverable => "archiverecoverableitemsroot";

    public override GraphRequest Home() => Folder(Root);

    // Without a token nothing else tells that there is no archive any more.
    public override FolderRoot? RootOf(string id) => null;

    public override GraphRequest? FolderDelta() => null;

    public override GraphRequest? ChildFolders(string? id) => base.ChildFolders(id ?? Root);

    // A service that does not know the name takes it for an id.
    public override bool MeansNoHome(GraphStatusException e) => base.MeansNoHome(e) || e.Error.Is("ErrorInvalidIdMalformed");

    public override WorkloadAbsentException Absent(GraphStatusException cause) => OutlookErrors.MeansAbsent(cause) ? base.Absent(cause) : new WorkloadAbsentException(
        "ArchiveMailbox.Absent",
        $"The user has no archive mailbox that can be reached through Graph ({cause.Error.Code}).",
        "Nothing to do, unless an archive is expected: check that it is enabled.",
        cause);

    protected override string? NameOf(ExcludableFolder folder) => folder switch
    {
        ExcludableFolder.DeletedItems => "archivedeleteditems",
        ExcludableFolder.RecoverableItems => Recoverable,
        _ => null,
    };
}

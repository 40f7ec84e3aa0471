using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes users, groups, teams and sites as the organization has them now: of the organization on the line, or of the only one there is.</summary>
public sealed class OrganizationObjectCompleter : NameCompleter
{
    private const int Most = 50;

    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<Candidate>> ListAsync(CompletionContext context, CancellationToken cancellationToken)
    {
        if (await OrganizationAsync(context, cancellationToken).ConfigureAwait(false) is not { } organization)
            return [];
        var query = new DiscoveryQuery { Kind = KindOf(context), Name = context.Typed + "*" };
        return await new OrganizationOperations(context.Services).DiscoverAsync(organization, query, cancellationToken)
            .Select(f => new Candidate(f.Object.Label, f.Object.DisplayName)).Take(Most).ToArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Organization?> OrganizationAsync(CompletionContext context, CancellationToken cancellationToken)
    {
        if (context.Parameter("Organization") is { } named)
            return await context.Services.Configuration.Organizations.FindAsync(named, cancellationToken).ConfigureAwait(false);
        return await context.Services.Configuration.Organizations.ListAsync(cancellationToken).ConfigureAwait(false) is [var only] ? only : null;
    }

    /// <summary>What the parameter is named after, or else what -Kind says; users when nothing does.</summary>
    private static ObjectKind KindOf(CompletionContext context) =>
        Enum.TryParse(context.ParameterName.Replace("Exclude", "", StringComparison.Ordinal), out ObjectKind named) ? named
        : Enum.TryParse(context.Parameter("Kind"), ignoreCase: true, out ObjectKind kind) ? kind : ObjectKind.User;
}

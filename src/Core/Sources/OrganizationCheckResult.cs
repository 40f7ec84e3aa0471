using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>The outcome of step 2: can we sign in, and do the permissions suffice?</summary>
/// <param name="Checks">Each check in order.</param>
public sealed record OrganizationCheckResult(IReadOnlyList<OrganizationCheck> Checks)
{
    /// <summary>True when no check failed.</summary>
    public bool Succeeded => Checks.All(c => c.Outcome != CheckOutcome.Failed);

    /// <summary>Throws the first failure as the typed error it stands for.</summary>
    /// <exception cref="AuthenticationException">Sign-in failed.</exception>
    /// <exception cref="PermissionMissingException">A permission is missing.</exception>
    /// <exception cref="SourceException">The service cannot be reached.</exception>
    public void ThrowIfFailed()
    {
        foreach (OrganizationCheck check in Checks)
        {
            if (check is { Outcome: CheckOutcome.Failed, Error: { } error })
                throw error;
        }
    }
}

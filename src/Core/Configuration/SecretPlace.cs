using System.Text;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Where a secret belongs. Bound into its encryption, so that it cannot be moved to another owner or used as something else.</summary>
/// <param name="OwnerId">The organization or repository.</param>
/// <param name="Kind">What it is for.</param>
public sealed record SecretPlace(Guid OwnerId, SecretKind Kind)
{
    /// <summary>The bytes bound into the encryption. Never changed: what was stored could not be read any more.</summary>
    internal byte[] ToAssociatedData() => Encoding.UTF8.GetBytes($"veeam365 secret\n{OwnerId:N}\n{Kind}");
}

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Which management roles show which commands; a command without its role is hidden, as though it did not exist.</summary>
/// <remarks>https://learn.microsoft.com/powershell/exchange/find-exchange-cmdlet-permissions, https://learn.microsoft.com/exchange/permissions/built-in-management-roles</remarks>
internal static class ExchangeRoles
{
    public const string Impersonation = "ApplicationImpersonation";

    public const string Recipients = "View-Only Recipients";

    public const string Configuration = "View-Only Configuration";

    /// <summary>The least role that shows the command.</summary>
    public static string Of(string command) => command switch
    {
        "Get-ExchangeServer" or "Get-OrganizationConfig" or "Get-ManagementRoleAssignment" => Configuration,
        _ => Recipients,
    };
}

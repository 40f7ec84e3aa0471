using System.Text.RegularExpressions;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// What the authority's error codes mean for an admin: https://learn.microsoft.com/entra/identity-platform/reference-error-codes.
/// The authority's own text is not passed on: it repeats what was sent.
/// </summary>
internal static partial class SignInErrors
{
    public static BackupException Typed(Exception cause)
    {
        if (cause is BackupException typed)
            return typed;
        string? code = Chain(cause).Select(e => CodePattern().Match(e.Message)).FirstOrDefault(m => m.Success)?.Groups[1].Value;
        if (code is not null)
            return Known(code, cause);
        return IsUnreachable(cause) ? Unreachable(cause) : Unknown(cause);
    }

    private static AuthenticationException Known(string code, Exception cause) => code switch
    {
        "7000215" => Error("WrongSecret", code, "the client secret is wrong", "Give the secret's value (not its id); create a new one in the application's registration if it is lost.", cause),
        "7000222" => Error("ExpiredSecret", code, "the client secret has expired", "Create a new secret in the application's registration and set it here, or use a certificate.", cause),
        "700016" => Error("UnknownApplication", code, "the application is not known in this tenant", "Check the application (client) id and the tenant, and that an admin consented to the application.", cause),
        "90002" or "900023" => Error("UnknownTenant", code, "the tenant does not exist in this cloud", "Check the tenant id, and that the authority is the one of the tenant's cloud.", cause),
        "700027" => Error("CertificateNotRegistered", code, "the certificate is not registered with the application", "Upload the certificate's public part to the application's registration, or give the registered one.", cause),
        "7000229" => Error("NoServicePrincipal", code, "the application has no service principal in this tenant", "Have an admin of the tenant consent to the application.", cause),
        "7000112" => Error("ApplicationDisabled", code, "the application is disabled", "Enable the application's sign-in in the directory.", cause),
        "700024" or "700023" => Error("AssertionRefused", code, "the signed assertion is not within its time", "Check this machine's clock.", cause),
        "500011" or "1002012" => Error("WrongResource", code, "the Graph endpoint is not known to this authority", "Check that authority and Graph endpoint belong to the same cloud.", cause),
        _ => Error("SignInRefused", code, "the authority refused the sign-in", "Look the code up at https://login.microsoftonline.com/error.", cause),
    };

    private static AuthenticationException Error(string reason, string code, string what, string action, Exception cause) =>
        new("Organization." + reason, $"Sign-in failed: {what} (AADSTS{code}).", action, Stripped(cause));

    private static AuthenticationException Unknown(Exception cause) => new(
        "Organization.SignInFailed",
        "Sign-in failed, and the authority did not say why in a way this program knows.",
        "Check tenant, application id, credential and authority.",
        Stripped(cause));

    private static SourceException Unreachable(Exception cause) => new(
        "Organization.AuthorityUnreachable",
        "The sign-in authority cannot be reached, or its TLS certificate is not trusted.",
        "Check the authority's address, the network, proxy and TLS settings, and the pinned certificate if there is one.",
        Stripped(cause));

    // Only the kind of the cause is kept: sign-in libraries put request details into their messages.
    private static InvalidOperationException Stripped(Exception cause) => new(string.Join(" <- ", Chain(cause).Select(e => e.GetType().Name)));

    private static bool IsUnreachable(Exception cause) => Chain(cause).Any(e =>
        e is HttpRequestException or IOException or System.Net.Sockets.SocketException or OperationCanceledException or Azure.RequestFailedException { Status: 0 or >= 500 });

    private static IEnumerable<Exception> Chain(Exception e)
    {
        var pending = new Queue<Exception>([e]);
        while (pending.TryDequeue(out Exception? next))
        {
            yield return next;
            if (next is AggregateException many)
                many.InnerExceptions.ToList().ForEach(pending.Enqueue);
            else if (next.InnerException is { } inner)
                pending.Enqueue(inner);
        }
    }

    [GeneratedRegex(@"AADSTS(\d{5,9})", RegexOptions.CultureInvariant)]
    private static partial Regex CodePattern();
}

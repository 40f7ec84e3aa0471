using Azure.Core;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The access token of one connection: kept in memory, renewed before it expires or when the service refuses it.</summary>
/// <param name="newCredential">Makes a credential with an empty token cache.</param>
/// <param name="settings">Scope and clock.</param>
internal sealed class GraphTokenSource(Func<TokenCredential> newCredential, GraphSettings settings) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private HeldToken? _held;

    /// <exception cref="AuthenticationException">Sign-in is refused.</exception>
    /// <exception cref="SourceException">The authority cannot be reached.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        HeldToken? held = Volatile.Read(ref _held);
        return IsFresh(held) ? held!.Token : await SignInAsync(null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Signs in anew, unless somebody else already did since the refused token was given out.</summary>
    public async Task<string> RenewAsync(string refused, CancellationToken cancellationToken) =>
        await SignInAsync(refused, cancellationToken).ConfigureAwait(false);

    public void Dispose() => _turn.Dispose();

    private async Task<string> SignInAsync(string? refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            HeldToken? held = _held;
            if (IsFresh(held) && held!.Token != refused)
                return held.Token;
            // A new credential each time: the library's own cache would hand out the refused token again.
            AccessToken token = await RequestAsync(newCredential(), cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _held, Hold(token));
            return token.Token;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<AccessToken> RequestAsync(TokenCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            return await credential.GetTokenAsync(new TokenRequestContext([settings.Endpoint.Scope]), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw SignInErrors.Typed(e);
        }
    }

    // Five minutes before it expires, but never before a fifth of its life is left: short-lived tokens exist too.
    private HeldToken Hold(AccessToken token)
    {
        TimeSpan life = token.ExpiresOn - settings.Time.GetUtcNow();
        var margin = TimeSpan.FromTicks(Math.Min(TimeSpan.FromMinutes(5).Ticks, life.Ticks / 5));
        return new HeldToken(token.Token, token.ExpiresOn - margin);
    }

    private bool IsFresh(HeldToken? held) => held is not null && settings.Time.GetUtcNow() < held.UseUntil;

    private sealed record HeldToken(string Token, DateTimeOffset UseUntil);
}

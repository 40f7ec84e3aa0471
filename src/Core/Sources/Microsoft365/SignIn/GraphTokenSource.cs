using Azure.Core;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The access token of one connection: kept in memory, renewed before it expires or when the service refuses it. Who comes while a sign-in is under way shares
/// its outcome, a refusal too: many requests must not become many attempts.
/// </summary>
/// <param name="newCredential">Makes a credential with an empty token cache.</param>
/// <param name="settings">Scope and clock.</param>
internal sealed class GraphTokenSource(Func<TokenCredential> newCredential, GraphSettings settings) : IDisposable
{
    private readonly CancellationTokenSource _lifetime = new();
    private readonly Lock _sync = new();
    private HeldToken? _held;
    private Task<string>? _signingIn;

    /// <exception cref="AuthenticationException">Sign-in is refused.</exception>
    /// <exception cref="SourceException">The authority cannot be reached.</exception>
    public ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        HeldToken? held = Volatile.Read(ref _held);
        return IsFresh(held) ? new(held!.Token) : new(SignInAsync(null).WaitAsync(cancellationToken));
    }

    /// <summary>Signs in anew, unless somebody else already did since the refused token was given out.</summary>
    public Task<string> RenewAsync(string refused, CancellationToken cancellationToken) => SignInAsync(refused).WaitAsync(cancellationToken);

    /// <summary>Ends a sign-in that is under way.</summary>
    public void Dispose()
    {
        _lifetime.Cancel();
        _lifetime.Dispose();
    }

    private Task<string> SignInAsync(string? refused)
    {
        lock (_sync)
        {
            if (IsFresh(_held) && _held!.Token != refused)
                return Task.FromResult(_held.Token);
            if (_signingIn is not { IsCompleted: false })
                _signingIn = Task.Run(SignInOnceAsync, _lifetime.Token);
            return _signingIn;
        }
    }

    private async Task<string> SignInOnceAsync()
    {
        // A new credential each time: the library's own cache would hand out the refused token again.
        AccessToken token = await RequestAsync(newCredential(), _lifetime.Token).ConfigureAwait(false);
        lock (_sync)
            _held = Hold(token);
        return token.Token;
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

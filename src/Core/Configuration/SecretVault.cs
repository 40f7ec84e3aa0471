using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>The secrets in the configuration database. One key for all of them: the first one used is recorded, another one is refused.</summary>
internal sealed class SecretVault(ISecretProtector protector)
{
    private const string KeySetting = "secret_key";

    /// <summary>Stores a secret; null stores nothing.</summary>
    /// <exception cref="ConfigurationException">The configuration's key is another one or is missing.</exception>
    public async Task AddAsync(SqlUnit unit, SecretPlace place, string? secret)
    {
        if (secret is null)
            return;
        await ThrowIfOtherKeyAsync(unit).ConfigureAwait(false);
        byte[] envelope = protector.Protect(place, secret);
        await RecordKeyAsync(unit).ConfigureAwait(false);
        await unit.ExecuteAsync(
            "INSERT INTO secrets (owner_id, kind, value) VALUES (@OwnerId, @Kind, @envelope)",
            new { place.OwnerId, Kind = place.Kind.ToString(), envelope }).ConfigureAwait(false);
    }

    /// <summary>The secret; null when none is stored.</summary>
    /// <exception cref="ConfigurationException">The configuration's key is another one or is missing.</exception>
    public async Task<string?> ReadAsync(SqlUnit unit, SecretPlace place)
    {
        byte[]? envelope = await unit.FirstAsync(
            "SELECT value FROM secrets WHERE owner_id = @OwnerId AND kind = @Kind",
            new { place.OwnerId, Kind = place.Kind.ToString() },
            row => row.Bytes("value")).ConfigureAwait(false);
        return envelope is null ? null : protector.Unprotect(place, envelope);
    }

    /// <summary>Stores a secret in the place of the one that is there; null removes it.</summary>
    public async Task ReplaceAsync(SqlUnit unit, SecretPlace place, string? secret)
    {
        await unit.ExecuteAsync("DELETE FROM secrets WHERE owner_id = @OwnerId AND kind = @Kind", new { place.OwnerId, Kind = place.Kind.ToString() }).ConfigureAwait(false);
        await AddAsync(unit, place, secret).ConfigureAwait(false);
    }

    /// <summary>Removes all secrets of an owner.</summary>
    public static Task RemoveAsync(SqlUnit unit, Guid ownerId) =>
        unit.ExecuteAsync("DELETE FROM secrets WHERE owner_id = @ownerId", new { ownerId });

    // Before the protector would make a new key: a second machine without the key must not store what the first cannot read.
    private async Task ThrowIfOtherKeyAsync(SqlUnit unit)
    {
        if (await RecordedKeyAsync(unit).ConfigureAwait(false) is not { } recorded)
            return;
        string found = protector.FindKeyId() ?? throw SecretErrors.KeyMissing(protector.Display);
        if (found != recorded)
            throw SecretErrors.WrongKey(protector.Display);
    }

    private async Task RecordKeyAsync(SqlUnit unit)
    {
        await unit.ExecuteAsync(
            "INSERT INTO settings (name, value) VALUES (@name, @value) ON CONFLICT DO NOTHING",
            new { name = KeySetting, value = protector.FindKeyId() }).ConfigureAwait(false);
        await ThrowIfOtherKeyAsync(unit).ConfigureAwait(false);
    }

    private static Task<string?> RecordedKeyAsync(SqlUnit unit) =>
        unit.FirstAsync("SELECT value FROM settings WHERE name = @name", new { name = KeySetting }, row => row.Text("value"));
}

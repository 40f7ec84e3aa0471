namespace Veeam365.Backup.Core.Configuration;

/// <inheritdoc cref="ITenantShareTable"/>
internal sealed class SqlTenantShareTable(SqlStore store) : ITenantShareTable
{
    // So much is never given away, so that who comes later can begin before the others have given back.
    private const double ForNewcomers = 0.05;

    public Task<TenantGrant> RenewAsync(TenantClaim claim, CancellationToken cancellationToken) =>
        store.NoteAsync(
            async unit =>
            {
                await LockTenantAsync(unit, claim.TenantId).ConfigureAwait(false);
                string sql = $"SELECT holder, wanted, granted, lease_until > {unit.Dialect.NowPlus("@window")} AS is_alive FROM tenant_shares WHERE tenant_id = @TenantId AND lease_until > {unit.Dialect.Now}";
                List<Share> all = await unit.QueryAsync(
                    sql, new { claim.TenantId, window = claim.Window.TotalSeconds }, row => new Share(row.Guid("holder"), row.Int("wanted"), row.Int("granted"), row.Bool("is_alive"))).ConfigureAwait(false);
                Share[] others = [.. all.Where(s => s.Holder != claim.Holder)];
                int before = Math.Min(claim.Keeps, all.Find(s => s.Holder == claim.Holder)?.Granted ?? 0);
                int target = FairShare(claim, others);
                int free = claim.Budget - others.Sum(s => s.Granted);
                // It keeps what it has until it has kept to less for a whole window; it gets more as far as others have given back.
                int granted = Math.Clamp(target, Math.Min(before, Math.Max(free, 0)), Math.Max(free, 0));
                await SaveAsync(unit, claim, granted).ConfigureAwait(false);
                return new TenantGrant(granted, Math.Min(target, granted), others.Count(s => s.IsAlive) + 1);
            },
            cancellationToken);

    public Task ReturnAsync(string tenantId, Guid holder, TimeSpan window, CancellationToken cancellationToken) =>
        store.NoteAsync(
            async unit =>
            {
                await LockTenantAsync(unit, tenantId).ConfigureAwait(false);
                await unit.ExecuteAsync(
                    $"UPDATE tenant_shares SET wanted = 0, lease_until = {unit.Dialect.NowPlus("@window")} WHERE tenant_id = @tenantId AND holder = @holder",
                    new { tenantId, holder, window = window.TotalSeconds }).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Those with something to send share evenly; the others keep a little, so that they can begin at once.</summary>
    private static int FairShare(TenantClaim claim, Share[] others)
    {
        int least = Math.Max(1, claim.Budget / 50);
        int idle = others.Count(s => s.IsAlive && s.Wanted == 0) + (claim.Wants ? 0 : 1);
        int busy = others.Count(s => s.IsAlive && s.Wanted > 0) + (claim.Wants ? 1 : 0);
        int shared = (int)(claim.Budget * (1 - ForNewcomers));
        return claim.Wants ? Math.Max(least, (shared - (idle * least)) / busy) : least;
    }

    private static async Task LockTenantAsync(SqlUnit unit, string tenantId)
    {
        await unit.ExecuteAsync("INSERT INTO tenant_budgets (tenant_id) VALUES (@tenantId) ON CONFLICT DO NOTHING", new { tenantId }).ConfigureAwait(false);
        await unit.AnyAsync($"SELECT 1 FROM tenant_budgets WHERE tenant_id = @tenantId{unit.Dialect.ForUpdate}", new { tenantId }).ConfigureAwait(false);
        await unit.ExecuteAsync($"DELETE FROM tenant_shares WHERE tenant_id = @tenantId AND lease_until <= {unit.Dialect.Now}", new { tenantId }).ConfigureAwait(false);
    }

    // The row outlives the holder's lease by a window.
    private static Task<int> SaveAsync(SqlUnit unit, TenantClaim claim, int granted) => unit.ExecuteAsync(
        $"""
        INSERT INTO tenant_shares (tenant_id, holder, wanted, granted, lease_until)
        VALUES (@TenantId, @Holder, @wanted, @granted, {unit.Dialect.NowPlus("@lease")})
        ON CONFLICT (tenant_id, holder) DO UPDATE SET wanted = excluded.wanted, granted = excluded.granted, lease_until = excluded.lease_until
        """,
        new { claim.TenantId, claim.Holder, wanted = claim.Wants ? 1 : 0, granted, lease = (claim.Lease + claim.Window).TotalSeconds });

    private sealed record Share(Guid Holder, int Wanted, int Granted, bool IsAlive);
}

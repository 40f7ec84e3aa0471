namespace Veeam365.Backup.Core.Database;

/// <summary>One step of a schema. Never changed once released; a new step follows instead.</summary>
/// <param name="Version">Its number, from 1 without holes.</param>
/// <param name="Name">What it does.</param>
/// <param name="Sqlite">The statements for SQLite.</param>
/// <param name="PostgreSql">The statements for PostgreSQL.</param>
public sealed record Migration(int Version, string Name, string Sqlite, string PostgreSql);

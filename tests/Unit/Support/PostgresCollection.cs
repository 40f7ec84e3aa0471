namespace Veeam365.Backup.Tests.Support;

/// <summary>Test classes that share one PostgreSQL server: put [Collection(PostgresCollection.Name)] on them and take a <see cref="PostgresServer"/> in the constructor.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}

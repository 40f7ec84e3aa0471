namespace Veeam365.Backup.Bench.Engine;

/// <summary>A tree of files generated from a seed.</summary>
internal interface IBenchTree
{
    /// <summary>Its name in the rows: mail or files.</summary>
    string Name { get; }

    /// <summary>Writes the tree below a folder.</summary>
    void Create(string folder);

    /// <summary>Changes 2 % of its files; each round changes others.</summary>
    void Churn(string folder, int round);
}

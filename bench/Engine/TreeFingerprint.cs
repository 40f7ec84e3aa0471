using System.Numerics;
using System.Security.Cryptography;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>What a tree's files hold, wherever they lie and whatever they are called: number, bytes and the sum of their hashes.</summary>
/// <param name="Files">How many.</param>
/// <param name="Bytes">Their sizes together.</param>
/// <param name="Sum">Their SHA-256, added up.</param>
internal sealed record TreeFingerprint(int Files, long Bytes, BigInteger Sum)
{
    public static TreeFingerprint Of(string folder)
    {
        // An export's manifest is no part of the tree.
        string[] files = [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(static f => Path.GetFileName(f) != "veeam365-export.jsonl")];
        object sync = new();
        BigInteger sum = 0;
        long bytes = 0;
        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, path =>
        {
            byte[] content = File.ReadAllBytes(path);
            var hash = new BigInteger(SHA256.HashData(content), isUnsigned: true);
            lock (sync)
            {
                sum += hash;
                bytes += content.Length;
            }
        });
        return new TreeFingerprint(files.Length, bytes, sum);
    }
}

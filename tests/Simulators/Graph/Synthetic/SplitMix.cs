namespace Veeam365.Simulators.Graph;

/// <summary>SplitMix64: numbers that depend on nothing but seed and index.</summary>
internal struct SplitMix(ulong seed, ulong index)
{
    private ulong _state = Mix(seed + 0x9E3779B97F4A7C15UL * (index + 1));

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Mix(_state);
    }

    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}

namespace Veeam365.Simulators.Graph;

/// <summary>What a <see cref="CowList{T}"/> held at one moment; never changes.</summary>
internal sealed class CowView<T>(T[][] chunks, int count)
{
    public int Count => count;

    public T this[int index] => chunks[index >> CowList<T>.Shift][index & CowList<T>.Mask];
}

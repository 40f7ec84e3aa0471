using System.Buffers.Binary;

namespace Veeam365.Simulators.Graph;

/// <summary>changeKeys of items and folders.</summary>
internal static class ItemKeys
{
    public static string ChangeKey(SimulatedItems store, long number)
    {
        Span<byte> key = stackalloc byte[24];
        store.Id.TryWriteBytes(key);
        BinaryPrimitives.WriteInt64BigEndian(key[16..], number);
        return Convert.ToBase64String(key);
    }
}

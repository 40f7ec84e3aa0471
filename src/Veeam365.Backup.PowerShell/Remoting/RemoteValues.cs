using System.Collections;
using System.Management.Automation;
using Veeam365.Backup.Core.Sources.ExchangeOnPremises;

namespace Veeam365.Backup.PowerShell.Remoting;

/// <summary>Takes what arrives through remoting for what it is: a bag of properties, some of which cannot be read.</summary>
internal static class RemoteValues
{
    /// <summary>What arrived; a command may return nothing at all as an object.</summary>
    public static IEnumerable<ExchangeObject> ObjectsOf(IEnumerable<PSObject?> found) => found.OfType<PSObject>().Select(o => new ExchangeObject(Properties(o)));

    private static IEnumerable<KeyValuePair<string, object?>> Properties(PSObject found)
    {
        foreach (PSPropertyInfo property in found.Properties)
        {
            if (TryRead(property, out object? value))
                yield return KeyValuePair.Create(property.Name, value);
        }
    }

    private static bool TryRead(PSPropertyInfo property, out object? value)
    {
        value = null;
        try
        {
            value = Plain(property.Value);
            return true;
        }
        catch (RuntimeException)
        {
            // A script property that does not work here.
            return false;
        }
    }

    // A deserialised object stands for what it says of itself.
    private static object? Plain(object? value) => value switch
    {
        PSObject { BaseObject: PSCustomObject } bag => bag.ToString(),
        PSObject wrapped => Plain(wrapped.BaseObject),
        string or null => value,
        IEnumerable many => many.Cast<object?>().Select(Plain).ToList(),
        _ => value,
    };
}

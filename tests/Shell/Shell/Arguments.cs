using System.Reflection;

namespace System.Management.Automation.Shell;

/// <summary>Binds arguments to a cmdlet's parameters: a small part of what PowerShell does.</summary>
internal sealed class Arguments(object cmdlet)
{
    private readonly PropertyInfo[] _parameters = [.. cmdlet.GetType().GetProperties().Where(p => p.IsDefined(typeof(ParameterAttribute)))];

    /// <summary>The set that the given parameters belong to.</summary>
    public static string SetOf(Type type, IEnumerable<string> names)
    {
        string byDefault = type.GetCustomAttribute<CmdletAttribute>()!.DefaultParameterSetName;
        string[]? common = null;
        foreach (string[] sets in names.Select(n => Find(type, n).GetCustomAttributes<ParameterAttribute>().Select(a => a.ParameterSetName).ToArray()).Where(s => !s.Contains(ParameterAttribute.AllParameterSets)))
            common = common is null ? sets : [.. common.Intersect(sets)];
        if (common is null)
            return byDefault.Length == 0 ? ParameterAttribute.AllParameterSets : byDefault;
        return common.Contains(byDefault) ? byDefault : common.Length > 0 ? common[0] : throw new ArgumentException("These parameters do not go together.");
    }

    /// <summary>Sets a parameter by name or alias.</summary>
    public void Set(string name, object? value)
    {
        PropertyInfo parameter = Find(cmdlet.GetType(), name);
        (cmdlet as PSCmdlet)?.MyInvocation.BoundParameters[parameter.Name] = value;
        parameter.SetValue(cmdlet, TryConvert(value, parameter.PropertyType, out object? converted) ? converted : throw new ArgumentException($"{value} does not fit {parameter.PropertyType.Name} {name}."));
    }

    /// <summary>Gives an object of the pipeline to the parameter that takes it; conversion comes last, as in PowerShell.</summary>
    public string Take(object value)
    {
        PropertyInfo[] takers = [.. _parameters.Where(p => p.GetCustomAttributes<ParameterAttribute>().Any(a => a.ValueFromPipeline))];
        PropertyInfo taker = takers.FirstOrDefault(p => (p.PropertyType.GetElementType() ?? p.PropertyType).IsInstanceOfType(value))
            ?? takers.FirstOrDefault(p => TryConvert(value, p.PropertyType, out _))
            ?? throw new ArgumentException($"No parameter takes {value.GetType().Name} from the pipeline.");
        Set(taker.Name, value);
        return taker.Name;
    }

    private static PropertyInfo Find(Type type, string name) =>
        type.GetProperties().FirstOrDefault(p => p.IsDefined(typeof(ParameterAttribute)) && (p.Name == name || p.GetCustomAttribute<AliasAttribute>()?.AliasNames.Contains(name) == true))
        ?? throw new ArgumentException($"{type.Name} has no parameter {name}.");

    private static bool TryConvert(object? value, Type type, out object? converted)
    {
        converted = value;
        Type wanted = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null || wanted.IsInstanceOfType(value))
            return true;
        if (wanted == typeof(SwitchParameter) && value is bool present)
            converted = new SwitchParameter(present);
        else if (wanted.IsEnum && value is string name)
            converted = Enum.Parse(wanted, name, ignoreCase: true);
        else if (wanted.IsArray)
            return TryConvertArray(value, wanted.GetElementType()!, out converted);
        else if (wanted.GetConstructor([value.GetType()]) is { } constructor)
            converted = constructor.Invoke([value]);
        else
            return false;
        return true;
    }

    private static bool TryConvertArray(object value, Type element, out object? converted)
    {
        object?[] values = value is Array many ? [.. many.Cast<object?>()] : [value];
        var array = Array.CreateInstance(element, values.Length);
        converted = array;
        for (int i = 0; i < values.Length; i++)
        {
            if (!TryConvert(values[i], element, out object? one))
                return false;
            array.SetValue(one, i);
        }
        return true;
    }
}

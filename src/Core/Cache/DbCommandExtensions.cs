using System.Data.Common;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Short forms for raw commands.</summary>
internal static class DbCommandExtensions
{
    /// <summary>Sets a parameter; null becomes the database's NULL.</summary>
    public static DbCommand Bind(this DbCommand command, string name, object? value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return command;
    }
}

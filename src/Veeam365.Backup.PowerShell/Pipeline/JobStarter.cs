using System.Management.Automation;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Pipeline;

/// <summary>Makes PowerShell jobs of a cmdlet's calls: one for each thing that is named, or one for everything that the pipeline brings.</summary>
/// <param name="cmdlet">The cmdlet as it was called.</param>
/// <param name="target">The configuration it works with.</param>
/// <param name="resolved">Parameters whose values mean the same everywhere now, in place of what was typed: paths, above all.</param>
/// <param name="each">The parameter of which each value gets a job of its own; null to put everything into one.</param>
internal sealed class JobStarter(PSCmdlet cmdlet, ConnectionTarget? target, IReadOnlyDictionary<string, object> resolved, string? each)
{
    // What concerns the caller's pipeline only.
    private static readonly string[] NotPassedOn =
    [
        "AsJob", "Confirm", "WhatIf", "OutVariable", "OutBuffer", "PipelineVariable", "ErrorVariable", "WarningVariable", "InformationVariable", "ProgressAction",
    ];

    private readonly Dictionary<string, List<Dictionary<string, object?>>> _collected = [];

    /// <summary>Takes the current input.</summary>
    public void Add()
    {
        Dictionary<string, object?> parameters = cmdlet.MyInvocation.BoundParameters
            .Where(p => !NotPassedOn.Contains(p.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(p => p.Key, p => (object?)p.Value);
        foreach ((string name, object value) in resolved)
            parameters[name] = value;
        if (each is null)
        {
            if (!_collected.TryGetValue(cmdlet.ParameterSetName, out List<Dictionary<string, object?>>? calls))
                _collected.Add(cmdlet.ParameterSetName, calls = []);
            calls.Add(parameters);
            return;
        }

        foreach (object value in (Array)parameters[each]!)
            Start(new Dictionary<string, object?>(parameters) { [each] = value }, value.ToString());
    }

    /// <summary>Starts what was put together.</summary>
    public void Finish()
    {
        foreach (List<Dictionary<string, object?>> calls in _collected.Values)
            Start(Together(calls), null);
    }

    /// <summary>All calls as one: arrays that the pipeline brought are put one after the other.</summary>
    private static Dictionary<string, object?> Together(List<Dictionary<string, object?>> calls)
    {
        Dictionary<string, object?> all = calls[0];
        if (calls.Count == 1)
            return all;
        foreach ((string name, object? first) in all.ToArray())
        {
            if (first is Array array && !ReferenceEquals(first, calls[1].GetValueOrDefault(name)))
                all[name] = Concatenated(array.GetType().GetElementType()!, [.. calls.Select(c => (Array)c[name]!)]);
        }

        return all;
    }

    private static Array Concatenated(Type element, IReadOnlyList<Array> parts)
    {
        var all = Array.CreateInstance(element, parts.Sum(p => p.Length));
        int at = 0;
        foreach (Array part in parts)
        {
            part.CopyTo(all, at);
            at += part.Length;
        }

        return all;
    }

    private void Start(Dictionary<string, object?> parameters, string? what)
    {
        var command = (CmdletInfo)cmdlet.MyInvocation.MyCommand;
        if (!cmdlet.ShouldProcess(what ?? command.Name, $"Start {command.Name} as a job"))
            return;
        // Asked here: nobody answers there.
        parameters["Confirm"] = false;
        string name = what is null ? command.Name : $"{command.Name} {what}";
        var job = new CmdletJob(name, name);
        job.Start(new CmdletCall(command, parameters, cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath, target));
        cmdlet.JobRepository.Add(job);
        cmdlet.WriteObject(job);
    }
}

using System.Collections;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace System.Management.Automation.Shell;

/// <summary>Runs the cmdlets of an assembly, each in a pipeline of its own, all in one runspace.</summary>
public sealed class ShellHost(Assembly cmdlets) : IDisposable
{
    private readonly Runspace _runspace = new();

    /// <summary>Runs a cmdlet.</summary>
    /// <param name="name">Verb-Noun.</param>
    /// <param name="arguments">Its parameters; WhatIf is understood, too.</param>
    /// <param name="input">Objects from the pipeline; null for none.</param>
    /// <param name="first">Output objects after which the next command wants no more; 0 for all.</param>
    /// <param name="stop">Stops it as Ctrl+C does.</param>
    public Pipeline Run(string name, IReadOnlyDictionary<string, object?> arguments, IEnumerable? input, int first, CancellationToken stop)
    {
        Runspace.DefaultRunspace = _runspace;
        Type type = TypeOf(name);
        bool whatIf = arguments.TryGetValue("WhatIf", out object? value) && value is true;
        string[] named = [.. arguments.Keys.Where(k => k != "WhatIf")];
        var pipeline = new Pipeline(Arguments.SetOf(type, named), whatIf, first);
        var cmdlet = (Cmdlet)Activator.CreateInstance(type)!;
        cmdlet.Pipeline = pipeline;
        var bound = new Arguments(cmdlet);
        foreach (string parameter in named)
            bound.Set(parameter, arguments[parameter]);
        using CancellationTokenRegistration registration = stop.Register(() =>
        {
            pipeline.Stop();
            cmdlet.Stop();
        });
        try
        {
            RunCore(cmdlet, bound, input, named);
        }
        catch (Exception e) when (e is EnoughException or PipelineStoppedException)
        {
            // What it wrote until then is the result.
        }
        catch (TerminatingException e)
        {
            pipeline.Errors.Add(e.Error);
        }
        finally
        {
            (cmdlet as IDisposable)?.Dispose();
        }
        return pipeline;
    }

    /// <summary>What a completer offers.</summary>
    public IReadOnlyList<CompletionResult> Complete(string completer, string word)
    {
        Runspace.DefaultRunspace = _runspace;
        var instance = (IArgumentCompleter)Activator.CreateInstance(cmdlets.GetExportedTypes().Single(t => t.Name == completer))!;
        return [.. instance.CompleteArgument("", "", word, null!, new Hashtable())];
    }

    /// <summary>Closes the runspace.</summary>
    public void Dispose() => _runspace.Dispose();

    private Type TypeOf(string name) => cmdlets.GetExportedTypes().Single(t => t.GetCustomAttribute<CmdletAttribute>() is { } a && $"{a.VerbName}-{a.NounName}" == name);

    private static void RunCore(Cmdlet cmdlet, Arguments bound, IEnumerable? input, string[] named)
    {
        cmdlet.Begin();
        if (input is null)
        {
            cmdlet.Process();
        }
        else
        {
            foreach (object value in input)
            {
                string taker = bound.Take(value);
                cmdlet.Pipeline.ParameterSetName = Arguments.SetOf(cmdlet.GetType(), [.. named, taker]);
                cmdlet.Process();
            }
        }
        cmdlet.End();
    }
}

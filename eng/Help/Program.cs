using System.Reflection;
using Veeam365.Help;

// Veeam365.Help <cmdlets.dll> <its XML documentation> <file with the paths of its references> <help file to write>
// Gaps are written as MSBuild reads errors; with any, nothing is written and the exit code is 1.
if (args.Length != 4)
{
    Console.Error.WriteLine("Usage: Veeam365.Help <assembly> <documentation.xml> <references.txt> <output.xml>");
    return 2;
}

IEnumerable<string> runtime = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll");
var paths = File.ReadAllLines(args[2]).Append(args[0]).Concat(runtime).DistinctBy(p => Path.GetFileName(p), StringComparer.OrdinalIgnoreCase);
using var context = new MetadataLoadContext(new PathAssemblyResolver(paths));

Documentation documentation = Documentation.Load(args[1]);
CmdletHelp[] help = [.. CmdletReader.Read(context.LoadFromAssemblyPath(args[0]), documentation)];
string[] gaps = [.. help.SelectMany(HelpGaps.Of)];
foreach (string gap in gaps)
    Console.WriteLine($"{Path.GetFileName(args[0])} : error HELP001: {gap}");
if (gaps.Length > 0)
    return 1;
MamlWriter.Write(help).Save(args[3]);
return 0;

using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Veeam365.Backup.Core.Repositories.Jet.Esent;
using Veeam365.Backup.Tests.Repositories;

namespace Veeam365.Backup.Tests.Jet;

/// <summary>The binding beside an esent.h that we did not write (mingw-w64's): sizes and offsets of structures for 64 and 32 bits, values of constants, and that every function has the parameters it declares.</summary>
public sealed partial class JetBindingTests
{
    private static readonly (Type Ours, string Theirs, (string Ours, string Theirs)[] Fields)[] Structures =
    [
        (typeof(EsentColumnDefinition), "JET_COLUMNDEF",
        [
            ("StructSize", "cbStruct"), ("Column", "columnid"), ("Type", "coltyp"), ("Country", "wCountry"), ("Language", "langid"), ("CodePage", "cp"), ("Collate", "wCollate"),
            ("MaximumSize", "cbMax"), ("Options", "grbit"),
        ]),
        (typeof(EsentIndexDefinition), "JET_INDEXCREATE_W",
        [
            ("StructSize", "cbStruct"), ("Name", "szIndexName"), ("Key", "szKey"), ("KeySize", "cbKey"), ("Options", "grbit"), ("Density", "ulDensity"), ("Locale", "pidxunicode"),
            ("VariableSegment", "ptuplelimits"), ("Conditions", "rgconditionalcolumn"), ("ConditionCount", "cConditionalColumn"), ("Error", "err"), ("KeyMost", "cbKeyMost"),
        ]),
        (typeof(EsentRetrieval), "JET_RETINFO",
        [
            ("StructSize", "cbStruct"), ("Offset", "ibLongValue"), ("Sequence", "itagSequence"), ("NextColumn", "columnidNextTagged"),
        ]),
    ];

    [Theory]
    [InlineData(8, 28, 80, 16)]
    [InlineData(4, 28, 48, 16)]
    public void Structures_are_laid_out_as_the_header_says(int pointer, int columnDefinition, int indexDefinition, int retrieval)
    {
        Dictionary<string, int> header = MeasureHeader(pointer);
        int[] sizes = [columnDefinition, indexDefinition, retrieval];
        for (int i = 0; i < Structures.Length; i++)
        {
            (Type ours, string theirs, (string Ours, string Theirs)[] fields) = Structures[i];
            (int size, Dictionary<string, int> offsets) = LayOut(ours, pointer);
            Assert.Equal(header[theirs], size);
            Assert.Equal(sizes[i], size);
            Assert.Equal(offsets.Count, fields.Length);
            foreach ((string our, string their) in fields)
                Assert.True(header[$"{theirs}.{their}"] == offsets[our], $"{theirs}.{their} at {header[$"{theirs}.{their}"]}, {our} at {offsets[our]}");
        }
    }

    /// <summary>That laying out by hand, which knows other pointers than this process's, is what the runtime does.</summary>
    [Fact]
    public void The_runtime_lays_structures_out_the_same_way()
    {
        foreach ((Type ours, _, _) in Structures)
        {
            (int size, Dictionary<string, int> offsets) = LayOut(ours, nint.Size);
            Assert.Equal(size, Marshal.SizeOf(ours));
            foreach ((string name, int offset) in offsets)
                Assert.Equal(offset, (int)Marshal.OffsetOf(ours, name));
        }
    }

    [Fact]
    public void Errors_have_the_numbers_of_the_header()
    {
        string header = File.ReadAllText(EsentEngine.Header);
        foreach (EsentError error in Enum.GetValues<EsentError>().Where(static e => e != EsentError.Success))
            Assert.Matches(new Regex($@"#define JET_{error}\s+{(int)error}\b"), header);
    }

    [Fact]
    public void Parameters_and_figures_have_the_numbers_of_the_header()
    {
        string header = File.ReadAllText(EsentEngine.Header);
        var names = new Dictionary<string, string>
        {
            [nameof(EsentParameter.MaxVersionPages)] = "MaxVerPages",
            [nameof(EsentParameter.DatabaseExtension)] = "DbExtensionSize",
        };
        foreach (EsentParameter parameter in Enum.GetValues<EsentParameter>())
        {
            string name = names.GetValueOrDefault(parameter.ToString(), parameter.ToString());
            Assert.Matches(new Regex($@"#define JET_param{name}\s+{(int)parameter}\b"), header);
        }

        foreach (EsentDatabaseFigure figure in Enum.GetValues<EsentDatabaseFigure>())
            Assert.Matches(new Regex($@"#define JET_DbInfo{figure}\s+{(int)figure}\b"), header);
    }

    [Fact]
    public void Functions_take_as_many_parameters_as_the_header_declares()
    {
        string header = File.ReadAllText(EsentEngine.Header);
        MethodInfo[] functions = [.. typeof(EsentApi).GetMethods(BindingFlags.Static | BindingFlags.NonPublic).Where(static m => m.Name.StartsWith("Jet", StringComparison.Ordinal))];
        Assert.NotEmpty(functions);
        foreach (MethodInfo function in functions)
        {
            Match declared = Regex.Match(header, $@"JET_ERR JET_API {function.Name}\(([^)]*)\)");
            Assert.True(declared.Success, function.Name);
            Assert.Equal((function.Name, declared.Groups[1].Value.Split(',').Length), (function.Name, function.GetParameters().Length));
        }
    }

    private static Dictionary<string, int> MeasureHeader(int pointer)
    {
        EsentEngine.Ready();
        using TemporaryFolder folder = new();
        string source = Path.Combine(folder.Root, "layout.c");
        List<string> values = [];
        foreach ((_, string theirs, (string Ours, string Theirs)[] fields) in Structures)
        {
            values.Add($"M({theirs}, sizeof({theirs}))");
            values.AddRange(fields.Select(f => $"M({theirs}.{f.Theirs}, __builtin_offsetof({theirs}, {f.Theirs}))"));
        }

        // Nothing is linked or run: the numbers are read from what the compiler writes.
        File.WriteAllText(source, "#include <esent.h>\n#define M(n, v) __asm__(\"MEASURED \" #n \" %c0\" :: \"i\"(v));\nvoid f(void) {\n" + string.Join('\n', values) + "\n}\n");
        string[] bits = pointer == 8 ? ["-D_WIN64"] : ["-m32", "-malign-double"];
        string include = EsentEngine.Run("gcc", "-print-file-name=include").Trim();
        string listing = EsentEngine.Run(
            "gcc",
            [.. bits, "-S", "-o", "-", "-fshort-wchar", "-DJET_VERSION=0x0601", "-nostdinc", "-I", Path.Combine(EsentEngine.Sources, "shim"), "-I", include, "-idirafter", Path.GetDirectoryName(EsentEngine.Header)!, source]);
        return MeasuredLine().Matches(listing).ToDictionary(static m => m.Groups[1].Value, static m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>Sizes and offsets by the rules of C: each field at a multiple of its size.</summary>
    private static (int Size, Dictionary<string, int> Offsets) LayOut(Type structure, int pointer)
    {
        Dictionary<string, int> offsets = [];
        int at = 0, widest = 1;
        foreach (FieldInfo field in structure.GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            Type type = field.FieldType.IsEnum ? Enum.GetUnderlyingType(field.FieldType) : field.FieldType;
            int size = type.IsPointer || type == typeof(nuint) ? pointer : Marshal.SizeOf(type);
            at = (at + size - 1) / size * size;
            offsets.Add(field.Name, at);
            at += size;
            widest = Math.Max(widest, size);
        }

        return ((at + widest - 1) / widest * widest, offsets);
    }

    [GeneratedRegex(@"MEASURED (\S+) (\d+)")]
    private static partial Regex MeasuredLine();
}

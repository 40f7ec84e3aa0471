using System.Diagnostics;
using System.Runtime.InteropServices;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Jet;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Jet;

/// <summary>
/// The engine that JET tests run on: on Windows esent.dll itself; elsewhere the stand-in of tests/Esent, which is compiled when it is first needed and put in its place. Every test comes here before it opens
/// anything.
/// </summary>
internal static class EsentEngine
{
    private const string Name = "esent.dll";
    private const string LibraryName = "libesent.dll.so";
    private const string HeaderFolder = "/usr/share/mingw-w64/include";
    private static readonly Lazy<string> Folder = new(Prepare);

    /// <summary>The independent declaration of the API.</summary>
    public static string Header => Require(Path.Combine(HeaderFolder, "esent.h"), "mingw-w64-common");

    /// <summary>The sources of the stand-in.</summary>
    public static string Sources { get; } = Path.Combine(ProjectFolder.Root, "tests", "Esent");

    /// <summary>Where databases are, with the engine made ready.</summary>
    public static JetStoreSettings SettingsOf(string path, long fileSize = JetStoreSettings.DefaultFileSize)
    {
        Ready();
        return new JetStoreSettings(path) { FileSize = fileSize };
    }

    /// <summary>Makes the engine ready for this process.</summary>
    public static void Ready() => _ = Folder.Value;

    /// <summary>Makes it ready for a process that is about to be started.</summary>
    public static void ReadyFor(ProcessStartInfo process)
    {
        if (!OperatingSystem.IsWindows())
            process.Environment["LD_LIBRARY_PATH"] = Folder.Value;
    }

    /// <summary>Lets a function fail once for a database in a folder, after so many calls. The stand-in only.</summary>
    public static void Fail(string folder, string function, int after, int error)
    {
        Function<StandInFail>("StandInFail")(folder, function, after, error);
    }

    /// <summary>Makes a byte of every long value of the databases in a folder unreadable, as a damaged page does; -1 for none. The stand-in only.</summary>
    public static void Damage(string folder, int at) => Function<StandInDamage>("StandInDamage")(folder, at);

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    public static string Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
            return output;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"JET tests need {program}; on Debian: apt-get install gcc libsqlite3-dev mingw-w64-common.", e);
        }
    }

    private static string Prepare()
    {
        string folder = OperatingSystem.IsWindows() ? "" : PutStandIn();
        JetFolders.Prepare();
        return folder;
    }

    private static string PutStandIn()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "esent");
        string library = Path.Combine(folder, LibraryName);
        string source = Path.Combine(Sources, "esent.c");
        if (!File.Exists(library) || File.GetLastWriteTimeUtc(library) < File.GetLastWriteTimeUtc(source))
            Compile(folder, library, source);
        NativeLibrary.SetDllImportResolver(typeof(JetStoreSettings).Assembly, (name, _, _) => name == Name ? NativeLibrary.Load(library) : 0);
        return folder;
    }

    private static void Compile(string folder, string library, string source)
    {
        Require("/usr/include/sqlite3.h", "libsqlite3-dev");
        _ = Header;
        Directory.CreateDirectory(folder);
        string made = Path.Combine(folder, $"{Guid.NewGuid():N}.so");
        Run("gcc", ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-fshort-wchar", "-D_WIN64", "-DJET_VERSION=0x0601",
            "-I", Path.Combine(Sources, "shim"), "-idirafter", HeaderFolder, "-o", made, source, "-lsqlite3", "-lpthread"]);
        File.Move(made, library, overwrite: true);
    }

    private static string Require(string file, string package) =>
        File.Exists(file) ? file : throw new InvalidOperationException($"JET tests need {file}; on Debian: apt-get install {package}.");

    private static T Function<T>(string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(NativeLibrary.Load(Path.Combine(Folder.Value, LibraryName)), name));

    private delegate void StandInDamage([MarshalAs(UnmanagedType.LPUTF8Str)] string folder, int at);

    private delegate void StandInFail([MarshalAs(UnmanagedType.LPUTF8Str)] string folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string function, int after, int error);
}

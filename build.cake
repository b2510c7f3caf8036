// Called by build.sh; the targets have the names of its verbs.
using System.Xml.Linq;

const string Solution = "Appliance.sln";
const string Configuration = "Release";
const string Results = "artifacts/test-results";
const string Executable = "artifacts/appliance";

var withSlowTests = HasArgument("all");

Task("Clean").Does(() =>
{
    CleanDirectories("src/*/{bin,obj}");
    CleanDirectories("tests/*/{bin,obj}");
    CleanDirectory("artifacts");
});

// A changed package list has to be committed together with its lock files.
Task("Restore").Does(() => DotNetRestore(Solution, new DotNetRestoreSettings
{
    LockedMode = true,
    Verbosity = DotNetVerbosity.Quiet,
}));

Task("Build").IsDependentOn("Restore").Does(() => DotNetBuild(Solution, new DotNetBuildSettings
{
    Configuration = Configuration,
    NoRestore = true,
    Verbosity = DotNetVerbosity.Quiet,
    NoLogo = true,
}));

// What is tested is the very file that is shipped, where the executable is tested. What boots machines comes by itself behind
// the rest: beside tests that take all processors, emulated guests give up waiting for their own disks.
Task("Test").IsDependentOn("Build").IsDependentOn("Publish").Does(() =>
{
    CleanDirectory(Results);
    string[] filters = withSlowTests ? ["Category!=Slow", "Category=Slow"] : ["Category!=Slow"];
    // All run, whatever came of the first.
    bool hasFailed = filters.Select(filter => RunTests(filter)).ToList().Exists(exitCode => exitCode != 0);
    var total = TestTotal.Read(System.IO.Directory.GetFiles(Results, "*.trx"));
    total.PrintSkipped();
    total.RanAgain.ToList().ForEach(Console.WriteLine);
    // A test host that dies takes its tests with it, and no counter tells.
    bool brokeOff = hasFailed && total.Failed == 0;
    total = brokeOff ? total with { Failed = 1 } : total;
    System.IO.File.WriteAllText($"{Results}/summary.txt", total + "\n");
    if (total.Failed > 0 || total.Passed == 0)
    {
        throw new CakeException(brokeOff ? "a test run broke off" : total.Failed > 0 ? "tests failed" : "no test ran");
    }
});

Task("Publish").Does(() =>
{
    DotNetPublish("src/Appliance.Cli", new DotNetPublishSettings
    {
        Configuration = Configuration,
        // linux-x64 or linux-arm64: this machine's.
        Runtime = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier,
        SelfContained = true,
        PublishSingleFile = true,
        PublishReadyToRun = true,
        OutputDirectory = "artifacts/publish",
        Verbosity = DotNetVerbosity.Quiet,
        NoLogo = true,
        MSBuildSettings = new DotNetMSBuildSettings()
            .WithProperty("DebugType", "embedded")
            // The lock files of the tree know no runtime packs, and stay as they are.
            .WithProperty("NuGetLockFilePath", "obj/publish.lock.json"),
    });
    CopyFile("artifacts/publish/appliance", Executable);
    Information("{0}: {1:N1} MB", Executable, new System.IO.FileInfo(Executable).Length / 1e6);
});

Task("Demo").IsDependentOn("Publish").Does(() => Run("demo/demo.sh", ""));

Task("Bench").IsDependentOn("Publish").Does(() =>
    Run("dotnet", $"run --project tests/Appliance.Benchmarks --configuration {Configuration} -- {Executable}{(HasArgument("strict") ? " --strict" : "")}"));

RunTarget(Argument<string>("target"));

int RunTests(string filter)
{
    var arguments = new ProcessArgumentBuilder()
        .Append("test").Append(Solution)
        .Append("--configuration").Append(Configuration).Append("--no-build").Append("--nologo")
        // Projects at a time; the solution names the longest first.
        .Append("-maxcpucount:2")
        .Append("--filter").AppendQuoted(filter)
        .Append("--results-directory").Append(Results)
        .Append("--logger").AppendQuoted("trx;LogFilePrefix=tests")
        // No single test may take longer than this, whatever it waits for.
        .Append("--blame-hang-timeout").Append("25m").Append("--blame-hang-dump-type").Append("none");
    return StartProcess("dotnet", new ProcessSettings
    {
        Arguments = arguments,
        EnvironmentVariables = new Dictionary<string, string>
        {
            ["APPLIANCE_EXECUTABLE"] = MakeAbsolute(File(Executable)).FullPath,
            // An emulated machine translates every program anew that starts at another address.
            ["LIBGUESTFS_APPEND"] = "norandmaps",
        },
    });
}

void Run(string program, string arguments)
{
    int exitCode = StartProcess(program, new ProcessSettings { Arguments = arguments });
    if (exitCode != 0)
    {
        throw new CakeException($"{program} exited {exitCode}");
    }
}

/// <summary>The sum over the result files of all test projects.</summary>
public sealed record TestTotal(int Passed, int Failed, int Skipped, IReadOnlyList<string> SkipReasons, IReadOnlyList<string> RanAgain)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static TestTotal Read(IEnumerable<string> files)
    {
        List<XDocument> runs = files.Select(file => XDocument.Load(file)).ToList();
        List<XElement> counters = runs.SelectMany(run => run.Descendants(Trx + "Counters")).ToList();
        int Sum(params string[] names) => names.Sum((string name) => counters.Sum((XElement counter) => (int)counter.Attribute(name)));
        return new TestTotal(
            Sum("passed"),
            Sum("failed", "error", "timeout", "aborted"),
            // The counter named notExecuted stays zero for skipped tests.
            Sum("total") - Sum("executed"),
            runs.SelectMany(run => run.Descendants(Trx + "UnitTestResult")).Where(r => (string)r.Attribute("outcome") == "NotExecuted")
                .Select(r => ((string)r.Descendants(Trx + "Message").FirstOrDefault())?.Trim() ?? "no reason given").ToList(),
            // What a test on an emulated host says of itself first, where that host failed: XenTestCase.
            runs.SelectMany(run => run.Descendants(Trx + "UnitTestResult")).Where(r => r.Descendants(Trx + "StdOut").Any(text => ((string)text).StartsWith("ran again:")))
                .Select(r => $"ran again: {(string)r.Attribute("testName")}").ToList());
    }

    public void PrintSkipped()
    {
        foreach (var group in SkipReasons.GroupBy(reason => reason).OrderByDescending(group => group.Count()))
        {
            Console.WriteLine($"skipped {group.Count()}: {group.Key}");
        }
    }

    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";
}

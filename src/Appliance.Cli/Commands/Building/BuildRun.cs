using System.Text;
using Appliance.Builder.Building;
using Appliance.Builder.Templates;
using Appliance.Builder.Trust;
using Appliance.Cli.Output;
using Appliance.Converter.Converting;
using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;

namespace Appliance.Cli.Commands.Building;

/// <summary>A build from the template to the test on a host: the disks, the packages, the proofs beside them, and what came of starting it.</summary>
/// <param name="template">What to build.</param>
/// <param name="targets">As what.</param>
/// <param name="proofs">What is written beside.</param>
/// <param name="testing">Whether and how to try it.</param>
internal sealed class BuildRun(Template template, BuildTarget[] targets, BuildProofs proofs, TestBootOptions testing)
{
    private readonly List<TimedStep> _steps = [];
    private readonly Dictionary<string, long> _files = [];

    /// <summary>Where to.</summary>
    public required string Folder { get; init; }

    /// <summary>How packages are written.</summary>
    public required WriteOptions Writing { get; init; }

    /// <summary>Who signs; null for nobody.</summary>
    public required OpenSslSigner? Signer { get; init; }

    /// <summary>Gets what programs, and the console of the test, print.</summary>
    public required TextWriter Log { get; init; }

    /// <summary>Gets every line of the console of the test; null for nobody.</summary>
    public required Action<string>? ConsoleLine { get; init; }

    /// <summary>Is told what is being done.</summary>
    public required Action<string> Tell { get; init; }

    /// <summary>Shows how far the writing of a package is.</summary>
    public required Func<ProgressLine> Progress { get; init; }

    /// <summary>What would be done, where it can be: a base that is out of reach is told now.</summary>
    public async Task<BuildReport> PlanAsync(CancellationToken cancellationToken)
    {
        await NewBuild().CheckAsync(cancellationToken);
        return Plan;
    }

    private BuildReport Plan => new(
        template.Name,
        template.Version,
        _files,
        [.. NewBuild().Plan.Select(step => new TimedStep(step.Name, step.Description, step.IsKept, null)), new TimedStep("proofs", string.Join(", ", proofs.Names), IsKept: false, null)],
        IsPlanOnly: true,
        Tests: null);

    /// <summary>Does it.</summary>
    public async Task<BuildReport> RunAsync(CancellationToken cancellationToken)
    {
        await using BuiltAppliance built = await NewBuild().RunAsync(cancellationToken);
        Directory.CreateDirectory(Folder);
        foreach (BuildTarget target in targets)
        {
            await WriteAsync(built, target, cancellationToken);
        }

        await ProveAsync(built, cancellationToken);
        IReadOnlyList<TestReport>? tests = testing.Host is null ? null : await TestAsync(built, cancellationToken);
        return new BuildReport(template.Name, template.Version, _files, _steps, IsPlanOnly: false, tests);
    }

    private ApplianceBuild NewBuild() => new(template, new BuildOptions
    {
        CacheFolder = Path.Combine(BuildFolders.Cache, "bases"),
        WorkFolder = Writing.SpoolFolder,
        Timestamp = Writing.Timestamp,
        Log = Log,
        Warn = Writing.Warn,
        Begun = step => Tell($"{step.Name}: {step.Description}{(step.IsKept ? " (kept from before)" : "")}"),
        Ended = (step, time) => _steps.Add(new TimedStep(step.Name, step.Description, step.IsKept, time)),
    });

    private async Task WriteAsync(BuiltAppliance built, BuildTarget target, CancellationToken cancellationToken)
    {
        Tell($"{target.Format.Name}: {target.Path}");
        await using IMachineTarget opened = target.Format.OpenFile(target.Path, new TargetOptions(XvaOptions.Default, null, Writing));
        using ProgressLine progress = Progress();
        ConversionReport report = await Conversion.RunAsync(built, opened, new ConversionOptions { Progress = (disk, at) => progress.Report(disk, at, "written") }, cancellationToken);
        _steps.Add(new TimedStep(target.Format.Name, target.Path, IsKept: false, report.Duration));
        Note(report.Files);
    }

    private async Task ProveAsync(BuiltAppliance built, CancellationToken cancellationToken)
    {
        foreach (BuiltMachine machine in built.Machines.Where(machine => machine.Software.Packages is null))
        {
            Writing.Warn($"{machine.Template.Name} has no package database that can be read (dpkg): the bill of materials names no packages of it");
        }

        long start = TimeProvider.System.GetTimestamp();
        Note(await proofs.WriteAsync(built, [.. _files.Keys], targets.Select(target => target.Format.Name), Signer, cancellationToken));
        _steps.Add(new TimedStep("proofs", string.Join(", ", proofs.Names), IsKept: false, TimeProvider.System.GetElapsedTime(start)));
    }

    private async Task<IReadOnlyList<TestReport>> TestAsync(BuiltAppliance built, CancellationToken cancellationToken)
    {
        foreach (MachineTemplate machine in template.Machines)
        {
            Tell($"test: {machine.Name}: {TestPlan.Of(machine)} on {testing.Host}");
        }

        await using IXenHost host = await HostChoice.OpenAsync(HostChoice.Find(testing.Host), cancellationToken);
        IReadOnlyList<TestReport> tests = await new TestBoot(host, testing, Keep, Writing.Warn).RunAsync(built, cancellationToken);
        var folder = new ProofFolder(Folder, $"{template.Name}-{template.Version}");
        await folder.WriteAsync(".tests.xml", Encoding.UTF8.GetBytes($"{JUnitReport.Compose(tests)}\n"), cancellationToken);
        _steps.AddRange(tests.Select(test => new TimedStep(tests.Count == 1 ? "test" : $"{test.Name}: test", test.Reason, IsKept: false, TimeSpan.FromSeconds(test.Seconds))));
        Note(folder.Written);
        return tests;
    }

    private void Keep(string line)
    {
        Log.WriteLine(line);
        ConsoleLine?.Invoke(line);
    }

    private void Note(IReadOnlyDictionary<string, long> files)
    {
        foreach ((string file, long size) in files)
        {
            _files[file] = size;
        }
    }
}

using System.ComponentModel.DataAnnotations;
using Appliance.Builder.Templates;
using Appliance.Builder.Trust;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Formats;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Building;

/// <summary>appliance build</summary>
[Command("build", Description = "Build an appliance of a template, as packages and images. The same template, inputs and SOURCE_DATE_EPOCH give the same bytes.", ExtendedHelpText = """

    Examples:
      appliance build templates/debian-web --out out --to xva,ova --set hostname=web01
      appliance build templates/debian-web --dry-run
      appliance build templates/debian-web --secret root_password=hash.txt --profile large
      appliance build templates/minimal --out out --to ova --sign-key key.pem --sign-cert cert.pem
    """)]
internal sealed class BuildCommand : RunCommand
{
    /// <summary>What to build.</summary>
    [Argument(0, "TEMPLATE", "A folder with a template.yaml, or a template in a folder.")]
    [Required(ErrorMessage = "name a TEMPLATE")]
    public string Source { get; set; } = "";

    /// <summary>Where to.</summary>
    [Option("-o|--out <FOLDER>", "The folder for what is made; default the present one.", CommandOptionType.SingleValue)]
    public string Out { get; set; } = ".";

    /// <summary>As what.</summary>
    [Option("--to <FORMATS>", "What to write, with commas between: xva, ova, ovf, vhd, vhd-fixed, raw, qcow2, vmdk, vmdk-sparse, vmware-ova, vmware-ovf; default xva.", CommandOptionType.SingleValue)]
    public string To { get; set; } = "xva";

    /// <summary>Values of parameters.</summary>
    [Option("--set <PARAMETER>", "NAME=VALUE: give a parameter of the template a value. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Values { get; set; } = [];

    /// <summary>Files of secrets.</summary>
    [Option("--secret <PARAMETER>", "NAME=FILE: give a secret of the template the content of a file. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Secrets { get; set; } = [];

    /// <summary>Profiles.</summary>
    [Option("--profile <NAME>", "Lay this profile of the template over it. Repeatable; the last one wins.", CommandOptionType.MultipleValue)]
    public string[] Profiles { get; set; } = [];

    /// <summary>Bills of materials.</summary>
    [OptionGroup]
    public SbomOptions Sbom { get; } = new();

    /// <summary>The signature.</summary>
    [OptionGroup]
    public SigningOptions Signing { get; } = new();

    /// <summary>Provenance.</summary>
    [OptionGroup]
    public ProvenanceOptions Origin { get; } = new();

    /// <summary>How to try it.</summary>
    [OptionGroup]
    public TestBootOptions Testing { get; } = new();

    /// <summary>Whether to replace what is there.</summary>
    [Option("--force", "Replace what exists.", CommandOptionType.NoValue)]
    public bool Force { get; set; }

    /// <summary>Whether to stop at the plan.</summary>
    [Option("--dry-run", "Show what would be done, and do nothing.", CommandOptionType.NoValue)]
    public bool DryRun { get; set; }

    /// <inheritdoc/>
    public override string Aftermath => "nothing of it was left but the base, which is kept for the next build";

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        Template template = TemplateReader.Read(Source, new TemplateOptions { Values = Pairs(Values, "--set"), SecretFiles = Pairs(Secrets, "--secret"), Profiles = Profiles });
        _ = (Testing.ReadLimit(), Testing.ReadImport(Warn));
        Testing.DemandAddresses(template.Machines.Select(machine => machine.Name));
        BuildTarget[] targets = [.. To.Split(',').Select(name => BuildTarget.Find(name, Out, template))];
        var proofs = new BuildProofs(template, Out, Sbom, Signing, Origin.Builder);
        if (targets.Select(target => target.Path).Concat(proofs.Paths).FirstOrDefault(path => File.Exists(path) && !Force) is { } there)
        {
            throw new UsageException($"\"{there}\" exists; replace it with --force");
        }

        await using var log = new BuildLog(DryRun ? null : Path.Combine(BuildFolders.Cache, "logs"), template.Name);
        OpenSslSigner? signer = await Signing.OpenAsync(log.Writer, CancellationToken);
        var run = new BuildRun(template, targets, proofs, Testing)
        {
            Folder = Out,
            Writing = new WriteOptions { Workers = Workers, Timestamp = FileTargetOptions.ReadTimestamp(), SpoolFolder = SpoolFolder, Warn = Warn, Signer = signer },
            Signer = signer,
            Log = log.Writer,
            ConsoleLine = Verbose ? Console.Error.WriteLine : null,
            Tell = Tell,
            Progress = () => new ProgressLine(Quiet, TimeProvider.System),
        };
        BuildReport report = DryRun ? await run.PlanAsync(CancellationToken) : await log.ExplainAsync(() => run.RunAsync(CancellationToken));
        Show(report, targets);
        return report.Tests?.All(test => test.IsOk) == false ? ExitCode.Failed : ExitCode.Done;
    }

    private void Show(BuildReport report, BuildTarget[] targets)
    {
        if (Json)
        {
            JsonOutput.Write(report, JsonTypes.Default.BuildReport);
        }
        else if (!Quiet)
        {
            BuildOutput.Write(report, targets);
        }
    }

    private void Tell(string message)
    {
        if (!Quiet)
        {
            Console.Error.WriteLine(message);
        }
    }

    private static Dictionary<string, string> Pairs(string[] options, string option)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in options)
        {
            int at = pair.IndexOf('=', StringComparison.Ordinal);
            pairs[at > 0 ? pair[..at] : throw new UsageException($"{option} {pair}: give NAME={(option == "--set" ? "VALUE" : "FILE")}")] = pair[(at + 1)..];
        }

        return pairs;
    }
}

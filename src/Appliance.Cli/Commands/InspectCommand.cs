using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Converter.Inspecting;
using Appliance.Converter.Sources;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>appliance inspect</summary>
[Command("inspect", Description = "Show the machines, disks and networks of a package or image, the system that is installed, and what a conversion would warn of.", ExtendedHelpText = """

    Example:
      appliance inspect web01.ova --json
    """)]
internal sealed class InspectCommand : RunCommand
{
    /// <summary>What to inspect.</summary>
    [Argument(0, "SOURCE", "Package, folder, disk image or URL; - is standard input.")]
    [Required(ErrorMessage = "name a SOURCE to inspect")]
    public string Source { get; set; } = "";

    /// <summary>Whether to take digests.</summary>
    [Option("--digest", "Read the disks, and show the content digest of each: the same for the same guest bytes in any format.", CommandOptionType.NoValue)]
    public bool Digest { get; set; }

    /// <summary>Whether to leave the systems alone.</summary>
    [Option("--no-guest", "Do not look for the systems on the disks, which takes some seconds for XFS and btrfs.", CommandOptionType.NoValue)]
    public bool NoGuest { get; set; }

    /// <summary>How to read it.</summary>
    [OptionGroup]
    public SourceReadingOptions Reading { get; } = new();

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        // Looking is safe where using is not: what does not verify is told, and the rest shown.
        Reading.AllowUnverified = true;
        SourceOpener opener = Reading.Opener(Reading.Read(SpoolFolder, Warn));
        SourceReport report;
        using (var progress = new ProgressLine(Quiet, TimeProvider.System))
        {
            DigestOptions? digests = Digest ? new DigestOptions(Workers, (disk, at) => progress.Report(disk, at, "read")) : null;
            report = await Inspection.RunAsync(opener, Source, Reading.Source, !NoGuest, digests, CancellationToken);
        }

        if (Json)
        {
            JsonOutput.Write(report, JsonTypes.Default.SourceReport);
        }
        else
        {
            TextOutput.Write(report);
        }

        return ExitCode.Done;
    }
}

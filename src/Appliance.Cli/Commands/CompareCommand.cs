using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Converter.Comparing;
using Appliance.Converter.Sources;
using Appliance.Formats.Detection;
using Appliance.Formats.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>appliance compare</summary>
[Command("compare", Description = "Tell whether the disks of two packages or images hold the same guest bytes, with their content digests.", ExtendedHelpText = """

    Example:
      appliance compare web01.ova web01.xva
    """)]
internal sealed class CompareCommand : RunCommand
{
    /// <summary>The one.</summary>
    [Argument(0, "A", "Package, folder, disk image or URL; - is standard input.")]
    [Required(ErrorMessage = "name two files to compare")]
    public string First { get; set; } = "";

    /// <summary>The other.</summary>
    [Argument(1, "B", "Package, folder, disk image or URL; - is standard input.")]
    [Required(ErrorMessage = "name two files to compare")]
    public string Second { get; set; } = "";

    /// <summary>The format of the other.</summary>
    [Option("--from-second <FORMAT>", "Take B for this format; --from says it of A.", CommandOptionType.SingleValue)]
    public string? FromSecond { get; set; }

    /// <summary>How to read them.</summary>
    [OptionGroup]
    public SourceReadingOptions Reading { get; } = new();

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        SourceOpener opener = Reading.Opener(Reading.Read(SpoolFolder, Warn));
        var secondOptions = new SourceOptions { From = SourceReadingOptions.FindFormat(FromSecond, "--from-second") };
        await using IMachineSource first = await opener.OpenAsync(First, Reading.Source, SourceAccess.AtRandom, CancellationToken);
        await using IMachineSource second = await opener.OpenAsync(Second, secondOptions, SourceAccess.AtRandom, CancellationToken);
        PackageComparison result;
        using (var progress = new ProgressLine(Quiet, TimeProvider.System))
        {
            result = await Comparison.CompareAsync(first, second, Workers, (disk, at) => progress.Report(disk, at, "compared"), CancellationToken);
        }

        if (Json)
        {
            JsonOutput.Write(result, JsonTypes.Default.PackageComparison);
        }
        else
        {
            TextOutput.Write(result);
        }

        return result.IsSame ? ExitCode.Done : ExitCode.Failed;
    }
}

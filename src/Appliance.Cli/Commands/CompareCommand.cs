using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Converter.Comparing;
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
    [Argument(0, "A", "Package or disk image.")]
    [Required(ErrorMessage = "name two files to compare")]
    public string First { get; set; } = "";

    /// <summary>The other.</summary>
    [Argument(1, "B", "Package or disk image.")]
    [Required(ErrorMessage = "name two files to compare")]
    public string Second { get; set; } = "";

    /// <summary>The format of the other.</summary>
    [Option("--from-second <FORMAT>", "Take B for this format; --from says it of A.", CommandOptionType.SingleValue)]
    public string? FromSecond { get; set; }

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        var secondOptions = new SourceOptions { From = FindFormat(FromSecond, "--from-second") };
        await using IMachineSource first = await MachineSources.OpenAsync(First, ReadOptions, SourceOptions, CancellationToken);
        await using IMachineSource second = await MachineSources.OpenAsync(Second, ReadOptions, secondOptions, CancellationToken);
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

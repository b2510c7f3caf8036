using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Converter.Comparing;
using Appliance.Formats.Detection;
using Appliance.Formats.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>appliance compare</summary>
[Command("compare", Description = "Tell whether the disks of two packages or images hold the same guest bytes.", ExtendedHelpText = """

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

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        await using IMachineSource first = await MachineSources.OpenAsync(First, ReadOptions, SourceOptions, CancellationToken);
        await using IMachineSource second = await MachineSources.OpenAsync(Second, ReadOptions, SourceOptions.Default, CancellationToken);
        PackageComparison result;
        using (var progress = new ProgressLine(Quiet, TimeProvider.System))
        {
            result = await Comparison.CompareAsync(first, second, Workers, progress.Report, CancellationToken);
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

using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Converter.Differing;
using Appliance.Converter.Sources;
using Appliance.Formats.Detection;
using Appliance.Formats.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>appliance diff</summary>
[Command("diff", Description = "Tell in what two packages or images differ: hardware, installed packages, files. Exits 0 where nothing does, 1 where something does.", ExtendedHelpText = """

    Example:
      appliance diff web-1.0.xva web-1.1.ova
    """)]
internal sealed class DiffCommand : RunCommand
{
    /// <summary>What was.</summary>
    [Argument(0, "OLD", "Package, folder, disk image or URL.")]
    [Required(ErrorMessage = "name two packages, the OLD one first")]
    public string Old { get; set; } = "";

    /// <summary>What is.</summary>
    [Argument(1, "NEW", "Package, folder, disk image or URL.")]
    [Required(ErrorMessage = "name two packages, the OLD one first")]
    public string New { get; set; } = "";

    /// <summary>The format of the new one.</summary>
    [Option("--from-new <FORMAT>", "Take NEW for this format; --from says it of OLD.", CommandOptionType.SingleValue)]
    public string? FromNew { get; set; }

    /// <summary>How to read them.</summary>
    [OptionGroup]
    public SourceReadingOptions Reading { get; } = new();

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        SourceOpener opener = Reading.Opener(Reading.Read(SpoolFolder, Warn));
        var newOptions = new SourceOptions { From = SourceReadingOptions.FindFormat(FromNew, "--from-new"), Configuration = Reading.Configuration };
        await using IMachineSource old = await opener.OpenAsync(Old, Reading.Source, SourceAccess.AtRandom, CancellationToken);
        await using IMachineSource next = await opener.OpenAsync(New, newOptions, SourceAccess.AtRandom, CancellationToken);
        SourceDifference result = await Differ.CompareAsync(old, next, CancellationToken);
        if (Json)
        {
            JsonOutput.Write(result, JsonTypes.Default.SourceDifference);
        }
        else
        {
            DiffOutput.Write(result);
        }

        return result.IsSame ? ExitCode.Done : ExitCode.Failed;
    }
}

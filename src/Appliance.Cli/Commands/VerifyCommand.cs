using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Converter.Verifying;
using Appliance.Formats;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>appliance verify</summary>
[Command("verify", Description = "Check structure, checksums, manifest and signature of a file, and list what is wrong.", ExtendedHelpText = """

    Example:
      appliance verify web01.xva
    """)]
internal sealed class VerifyCommand : RunCommand
{
    /// <summary>What to verify.</summary>
    [Argument(0, "FILE", "Package, folder, disk image or URL; - is standard input.")]
    [Required(ErrorMessage = "name a FILE to verify")]
    public string File { get; set; } = "";

    /// <summary>How to read it.</summary>
    [OptionGroup]
    public SourceReadingOptions Reading { get; } = new();

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        ReadOptions options = Reading.Read(SpoolFolder, Warn);
        VerificationReport report = await Verification.RunAsync(Reading.Opener(options), File, options, Reading.Source, CancellationToken);
        if (Json)
        {
            JsonOutput.Write(report, JsonTypes.Default.VerificationReport);
        }
        else
        {
            TextOutput.Write(report);
        }

        return report.IsSound ? ExitCode.Done : ExitCode.Refused;
    }
}

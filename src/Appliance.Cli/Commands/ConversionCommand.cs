using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Converter.Converting;
using Appliance.Converter.Planning;
using Appliance.Converter.Preparing;
using Appliance.Converter.Verifying;
using Appliance.Formats;
using Appliance.Formats.Machines;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>What every verb that takes machines from one place to another has in common.</summary>
internal abstract class ConversionCommand : RunCommand
{
    /// <summary>What is to be different.</summary>
    [OptionGroup]
    public MappingOptions Mapping { get; } = new();

    /// <summary>Whether to stop at the plan.</summary>
    [Option("--dry-run", "Show what would be made, and make nothing.", CommandOptionType.NoValue)]
    public bool DryRun { get; set; }

    /// <inheritdoc/>
    public override string Aftermath => "nothing was left behind";

    /// <summary>Takes the machines over, and shows how far it is.</summary>
    protected async Task<ConversionReport> ConvertAsync(IMachineSource source, IMachineTarget target, PreparationOptions? preparation, bool verifies = false)
    {
        using var progress = new ProgressLine(Quiet, TimeProvider.System);
        var options = new ConversionOptions
        {
            Mapping = Mapping.Read(),
            Preparation = preparation,
            PlanOnly = DryRun,
            Planned = Show,
            Progress = (disk, at) => progress.Report(disk, at, "copied"),
            ReadBack = verifies ? MakeReadBack(progress) : null,
        };
        return await Conversion.RunAsync(source, target, options, CancellationToken);
    }

    /// <summary>What a package or image is written with.</summary>
    protected WriteOptions WriteOptionsFor(TargetChoice choice) => new()
    {
        Workers = Workers,
        Timestamp = FileTargetOptions.ReadTimestamp(),
        Compression = choice.Compression,
        SpoolFolder = SpoolFolder,
        Warn = Warn,
    };

    /// <summary>Shows the plan, or warns before the long copy.</summary>
    protected virtual void Show(ConversionPlan plan)
    {
        foreach (PlanWarning warning in DryRun ? [] : plan.Warnings)
        {
            Warn($"{warning.Machine}: {warning.Message} [{warning.Code}]");
        }

        if (DryRun && !Json)
        {
            TextOutput.Write(plan);
        }
    }

    /// <summary>Shows the result of writing files.</summary>
    /// <param name="report">The result.</param>
    /// <param name="target">What was written.</param>
    /// <param name="isPiped">Whether standard output was.</param>
    /// <returns>The exit code.</returns>
    protected int Show(ConversionReport report, IMachineTarget target, bool isPiped)
    {
        if (Json)
        {
            JsonOutput.Write(report, JsonTypes.Default.ConversionReport);
        }
        else if (!Quiet && !DryRun && !isPiped)
        {
            TextOutput.Write(report);
        }

        if (report.IsDone)
        {
            return ExitCode.Done;
        }

        Terminal.WriteError($"{target.Name}: what was written does not read as what was to be written; nothing was kept");
        return ExitCode.Failed;
    }

    private ReadBackOptions MakeReadBack(ProgressLine progress) => new()
    {
        Reading = new ReadOptions { MaxDiskSize = long.MaxValue, SpoolFolder = SpoolFolder, Warn = Warn },
        Workers = Workers,
        Progress = (disk, at) => progress.Report(disk, at, "read back"),
    };
}

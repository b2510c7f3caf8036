using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Converter.Converting;
using Appliance.Converter.Mapping;
using Appliance.Converter.Preparing;
using Appliance.Converter.Sources;
using Appliance.Formats.Machines;
using Appliance.Runtime;
using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>appliance import</summary>
[Command("import", Description = "Put the machines of a package on a Xen host. Its system is prepared for Xen on the way, and nothing is left there if anything fails.", ExtendedHelpText = """

    Examples:
      appliance import web01.ova --host xl+ssh://root@xen1 --network "VM Network=xenbr0" --start
      appliance import vapp.ova --host xen1 --pool ssd --dry-run
      appliance import web01.ova --host xen1 --check none --restart no
      appliance import web02.ova --place "label=gold,tenant=acme,anti=web*" --dry-run
      appliance import web03.ova --host xen1 --property hostname=web03 --property-file password=/root/web03.secret
      appliance import disk.qcow2 --host xen1 --name web02 --memory 2G --domain pv
      appliance import web01.ova --host pool1 --sr "Fast SSD" --network "VM Network=Pool-wide network 0" --start
    """)]
internal sealed class ImportCommand : ConversionCommand
{
    // What the plan of the host says better.
    private static readonly string[] ToldByTheHost = ["network-unmapped", "network-cards", "disk-size"];

    private IHostTarget? _target;
    private ImportHost? _host;
    private bool _isThere;

    /// <inheritdoc/>
    public override string Aftermath => _isThere
        ? $"{StartName} is on {_target!.Plan!.Host} whole; appliance show tells whether it has started, and appliance remove takes it off again" : base.Aftermath;

    /// <summary>What to import.</summary>
    [Argument(0, "PACKAGE", "Package, folder, disk image or URL; - is standard input.")]
    [Required(ErrorMessage = "name a PACKAGE")]
    public string Source { get; set; } = "";

    /// <summary>Which host.</summary>
    [OptionGroup]
    public HostOptions Hosts { get; } = new();

    /// <summary>What the host has to be like, where none is named.</summary>
    [OptionGroup]
    public PlaceOptions Place { get; } = new();

    /// <summary>How to put it there.</summary>
    [OptionGroup]
    public PlacementOptions Placement { get; } = new();

    /// <summary>What its machines are told.</summary>
    [OptionGroup]
    public PropertyOptions Properties { get; } = new();

    /// <summary>How to read it.</summary>
    [OptionGroup]
    public SourceReadingOptions Reading { get; } = new();

    /// <summary>What to do with the systems on the disks.</summary>
    [OptionGroup]
    public GuestOptions Guests { get; } = new();

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        IReadOnlyCollection<string> networks = [.. Mapping.Read().Networks.Values];
        if (Mapping.Name is { } name && !MachineNames.IsValid(name))
        {
            throw new UsageException($"--name {name}: a name on a host has letters, digits, dots, dashes and underscores, at most 63, a letter or digit first");
        }

        ImportOptions options = Placement.Read(networks, Warn) with { Properties = Properties.Read() };
        PlacementWish? wish = Place.Read(Hosts.Host);
        PreparationOptions? preparation = Guests.Read(SpoolFolder);
        SourceAccess access = preparation?.IsRequired == true ? SourceAccess.AtRandom : SourceAccess.Once;
        await using IMachineSource source = await Reading.Opener(Reading.Read(SpoolFolder, Warn)).OpenAsync(Source, Reading.Source, access, CancellationToken);
        _host = wish is null ? new ImportHost(HostChoice.Find(Hosts.Host), null)
            : await ImportHost.ChooseAsync(wish, await MeasureAsync(source), options, Quiet, Verbose || DryRun, CancellationToken);
        using QuotaClaim? claim = await _host.ClaimAsync(() => MeasureAsync(source), DryRun, CancellationToken);
        await using IXenHost host = await _host.OpenAsync(CancellationToken);
        ConversionReport report = await ImportAsync(source, host, _host.Complete(options), preparation);
        if (Placement.Start && !DryRun)
        {
            await StartAsync(host);
        }

        Show(report);
        return ExitCode.Done;
    }

    /// <inheritdoc/>
    protected override void Show(ConversionPlan plan)
    {
        base.Show(plan with { Warnings = [.. plan.Warnings.Where(warning => !ToldByTheHost.Contains(warning.Code))] });
        ImportPlan placed = _target!.Plan!;
        if (DryRun && !Json)
        {
            ImportOutput.Write(placed);
        }

        foreach (string warning in placed.Warnings)
        {
            Warn(warning);
        }
    }

    /// <summary>What is started: the machine, or the group.</summary>
    private string StartName => _target!.Plan!.Machines[0].Group ?? _target.Plan.Machines[0].Name;

    private Task<ImportNeeds> MeasureAsync(IMachineSource source) => ImportNeeds.MeasureAsync(new MappedSource(source, Mapping.Read()), CancellationToken);

    private async Task<ConversionReport> ImportAsync(IMachineSource source, IXenHost host, ImportOptions options, PreparationOptions? preparation)
    {
        await using IHostTarget target = _target = await host.OpenTargetAsync(options, CancellationToken);
        ConversionReport report = await ConvertAsync(source, target, preparation);
        _isThere = !DryRun;
        return report;
    }

    private async Task StartAsync(IXenHost host)
    {
        try
        {
            await host.Power.StartAsync(StartName, isPaused: false, CancellationToken);
        }
        catch (HostException)
        {
            Warn($"{StartName} is on {host.Name}, and does not start; appliance remove takes it off again");
            throw;
        }
    }

    private void Show(ConversionReport report)
    {
        ImportPlan plan = _target!.Plan!;
        if (Json)
        {
            var result = new ImportReport(
                report.Plan.Source, plan, _host!.Placement, report.Plan.Guests, report.Plan.Warnings, report.BytesCopied, report.Duration, Placement.Start && !DryRun, DryRun);
            JsonOutput.Write(result, JsonTypes.Default.ImportReport);
        }
        else if (!Quiet && !DryRun)
        {
            ImportOutput.Write(plan, report, Placement.Start);
        }
    }
}

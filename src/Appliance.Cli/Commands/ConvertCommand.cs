using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Converter.Converting;
using Appliance.Converter.Preparing;
using Appliance.Converter.Sources;
using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Formats.Vhd;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>appliance convert</summary>
[Command("convert", Description = "Convert a package or image. The target's name says the format: .xva .vhd .raw .img .qcow2 .vmdk .ovf .ova, and .gz or .zst behind it the compression; - is standard output.", ExtendedHelpText = """

    Examples:
      appliance convert web01.ova web01.xva --network "VM Network=xenbr0"
      appliance convert disk.vmdk disk.vhd
      appliance convert vapp.ova disks/ --to vhd
      appliance convert web01.xva web01.ova --to vmware-ova
      appliance convert web01.ova - --compress zst | ssh root@host "cat > web01.xva.zst"
      appliance convert web01.ova shop.ova --check http:80/health --restart on-failure
      appliance convert https://host/web01.ova web01.vhd --verify
      curl -s https://host/disk.vmdk | appliance convert - disk.vhd
      appliance convert later.vmdk delta.vhd --to vhd-diff --parent disk.vhd
    """)]
internal sealed class ConvertCommand : ConversionCommand
{
    /// <summary>What to convert.</summary>
    [Argument(0, "SOURCE", "Package, folder, disk image or URL; - is standard input.")]
    [Required(ErrorMessage = "name a SOURCE and a TARGET")]
    public string Source { get; set; } = "";

    /// <summary>What to make.</summary>
    [Argument(1, "TARGET", "The file to make, a folder for the disks of a package, or - for standard output.")]
    [Required(ErrorMessage = "name a SOURCE and a TARGET")]
    public string Target { get; set; } = "";

    /// <summary>How to write.</summary>
    [OptionGroup]
    public FileTargetOptions Writing { get; } = new();

    /// <summary>How to read it.</summary>
    [OptionGroup]
    public SourceReadingOptions Reading { get; } = new();

    /// <summary>What to do with the systems on the disks.</summary>
    [OptionGroup]
    public GuestOptions Guests { get; } = new();

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        _ = Mapping.Read();
        PreparationOptions? preparation = Guests.Read(SpoolFolder);
        ReadOptions reading = Reading.Read(SpoolFolder, Warn);
        TargetChoice choice = TargetChoice.Read(Target, Writing.To, Writing.Compress);
        RefuseBadTarget();
        await using VhdParent? parent = await Writing.OpenParentAsync(Target, choice, reading, CancellationToken);
        var options = new TargetOptions(Writing.ReadXva(!Mapping.NoNetworkCards), parent, WriteOptionsFor(choice));
        await using IMachineTarget target = FileTargetOptions.Open(Target, choice, options, DryRun);
        if (preparation?.IsRequired == true && !target.IsForXen)
        {
            throw new UsageException($"--guest require prepares for Xen, and {target.Format} is not for Xen; leave it out");
        }

        // What only comes by cannot be prepared; where it must be, a web server is asked for ranges.
        SourceAccess access = preparation?.IsRequired == true ? SourceAccess.AtRandom : SourceAccess.Once;
        await using IMachineSource source = await Reading.Opener(reading).OpenAsync(Source, Reading.Source, access, CancellationToken);
        ConversionReport report = await ConvertAsync(source, target, preparation, Writing.Verify);
        return Show(report, target, Target == StandardOutput.Argument);
    }

    private void RefuseBadTarget()
    {
        if (Target != StandardOutput.Argument && SourceOpener.IsPath(Source) && Path.GetFullPath(Source) == Path.GetFullPath(Target))
        {
            throw new UsageException("source and target are the same file");
        }

        Writing.RefuseBad(Target, Json && !DryRun);
    }
}

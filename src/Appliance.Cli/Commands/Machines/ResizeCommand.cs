using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Machines;

/// <summary>appliance resize</summary>
[Command("resize", Description = "Give a machine more or fewer processors, more or less memory, or larger disks.", ExtendedHelpText = """

    Examples:
      appliance resize web01 --cpus 4 --memory 8G --host xen1
      appliance resize web01 --disk xvda=40G --host xen1
    """)]
internal sealed class ResizeCommand : MachineCommand
{
    private const int MostCpus = 512;

    private long? _memory;
    private List<(string Vdev, long Size)> _disks = [];

    /// <summary>Processors.</summary>
    [Option("--cpus <N>", "Virtual processors.", CommandOptionType.SingleValue)]
    public int? Cpus { get; set; }

    /// <summary>Memory.</summary>
    [Option("--memory <SIZE>", "Memory: 8G.", CommandOptionType.SingleValue)]
    public string? Memory { get; set; }

    /// <summary>Disks to grow.</summary>
    [Option("--disk <GROWTH>", "DISK=SIZE: grow a disk of a stopped machine; none is ever cut. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Disks { get; set; } = [];

    /// <inheritdoc/>
    protected override void ReadOptions()
    {
        _memory = Memory is null ? null : Bytes.Parse(Memory, "--memory");
        _disks = [.. Disks.Select(ReadDisk)];
        if ((Cpus, _memory, _disks.Count) is (null, null, 0))
        {
            throw new UsageException("say what to change: --cpus, --memory or --disk");
        }

        if (Cpus is < 1 or > MostCpus)
        {
            throw new UsageException($"--cpus {Cpus}: give 1 to {MostCpus}");
        }
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(IXenHost host)
    {
        bool holds = (Cpus, _memory) is (null, null) || await host.Hardware.ResizeAsync(Machine, Cpus, _memory, CancellationToken);
        foreach ((string vdev, long size) in _disks)
        {
            await host.Hardware.GrowDiskAsync(Machine, vdev, size, CancellationToken);
        }

        return await ReportAsync(host, holds ? "resized" : "resized; some of it holds from its next start");
    }

    private static (string Vdev, long Size) ReadDisk(string text) => text.Split('=') is [{ Length: > 0 } vdev, { } size]
        ? (vdev, Bytes.Parse(size, $"--disk {vdev}=")) : throw new UsageException($"--disk {text}: give a disk and its new size, xvda=40G");
}

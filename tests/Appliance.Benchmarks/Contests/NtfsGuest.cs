namespace Appliance.Benchmarks.Contests;

/// <summary>A Windows with hives of the usual size and a driver pack. No peer: virt-v2v refuses a Windows without its programs, and a whole one may not be shared.</summary>
internal sealed class NtfsGuest : Contest
{
    /// <summary>What the tables call it.</summary>
    public const string Title = "preparing an NTFS guest, OVA, 16 GiB, registry of 70 MB";

    private const string Driver = "xenbus.sys";
    private readonly Stage _stage;
    private readonly string _drivers;

    /// <summary>Prepares the source.</summary>
    public NtfsGuest(Stage stage)
    {
        Command.RequireLibrary("libhivex.so.0", "libhivex0");
        _stage = stage;
        _drivers = GuestSources.WindowsDrivers();
        Source = GuestSources.Windows();
        Contenders = [stage.PreparingAlone(Source, "--windows-drivers", _drivers)];
    }

    /// <inheritdoc/>
    public override string Name => Title;

    /// <inheritdoc/>
    public override string Source { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Contender> Contenders { get; }

    /// <inheritdoc/>
    public override IEnumerable<Bar> Judge(Standings standings)
    {
        yield return new Bar("CPU s of the preparation", standings.Ours.Processor, 2);
    }

    /// <inheritdoc/>
    public override string Check()
    {
        string partition = _stage.Partition(_stage.Prepare(Source, "--windows-drivers", _drivers), WindowsDisk.PartitionStart);
        Command.Output("ntfsfix", "-n", partition);
        return Command.Output("ntfsls", "-p", "/Windows/System32/drivers", partition).Split('\n').Contains(Driver)
            ? "ntfsfix -n and ntfsls: the file system is clean, and the drivers are there"
            : throw new InvalidOperationException($"ntfsls: no {Driver} in {partition}");
    }
}

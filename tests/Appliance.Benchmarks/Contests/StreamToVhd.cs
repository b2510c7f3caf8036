namespace Appliance.Benchmarks.Contests;

/// <summary>What a VMware export becomes: streamOptimized VMDK to dynamic VHD, bound by inflating.</summary>
internal sealed class StreamToVhd : Contest
{
    /// <summary>What the tables call it.</summary>
    public const string Title = "streamOptimized VMDK to dynamic VHD, 4 GiB with 1.5 GiB of data";

    private const string QemuOptions = "subformat=dynamic,force_size=on";
    private readonly Stage _stage;
    private readonly string _target;

    /// <summary>Prepares the source.</summary>
    public StreamToVhd(Stage stage)
    {
        _stage = stage;
        _target = stage.Folder.Target("vhd");
        Source = Sources.Vmdk(4, 1.5, "streamOptimized");
        Contenders =
        [
            stage.Ours(Source, _target),
            Stage.Qemu("qemu-img", "vmdk", "vpc", QemuOptions, Source, _target),
            Stage.Qemu("qemu-img -W", "vmdk", "vpc", QemuOptions, Source, _target, "-W"),
            .. Peers.XoVmdkToVhd.TryPrepare(Source, _target),
            Stage.Limit("limit: inflate only", "inflate", Source),
            Stage.Limit("limit: inflate and write", "inflate", Source, _target),
        ];
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
        Result qemu = standings.Fastest("qemu-img");
        yield return new Bar("wall, of qemu-img's", standings.Ours.Wall / qemu.Wall, 0.33);
        yield return new Bar("CPU, of qemu-img's", standings.Ours.Processor / qemu.Processor, 0.33);
        yield return new Bar("of the inflate limit's speed", standings.Of("limit: inflate only").Wall / standings.Ours.Wall, 0.8, AtLeast: true);
        yield return new Bar("peak MiB", standings.Ours.PeakMiB, 100);
    }

    /// <inheritdoc/>
    public override string Check() => _stage.Compare(this, "vmdk", "vpc", _target);
}

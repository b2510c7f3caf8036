namespace Appliance.Benchmarks.Contests;

/// <summary>The way back to VMware: dynamic VHD to streamOptimized VMDK, bound by deflating.</summary>
internal sealed class VhdToStream : Contest
{
    /// <summary>What the tables call it.</summary>
    public const string Title = "dynamic VHD to streamOptimized VMDK, 4 GiB with 1.5 GiB of data";

    private readonly Stage _stage;
    private readonly string _target;

    /// <summary>Prepares the source.</summary>
    public VhdToStream(Stage stage)
    {
        _stage = stage;
        _target = stage.Folder.Target("vmdk");
        Source = Sources.Vhd(4, 1.5);
        Contenders =
        [
            stage.Ours(Source, _target),
            // Compressed targets take no -W.
            Stage.Qemu("qemu-img", "vpc", "vmdk", "subformat=streamOptimized", Source, _target),
            Stage.Limit("limit: deflate only", "deflate", Sources.Raw(4, 1.5)),
        ];
    }

    /// <inheritdoc/>
    public override string Name => Title;

    /// <inheritdoc/>
    public override string Source { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Contender> Contenders { get; }

    /// <summary>qemu-img takes most of a minute.</summary>
    public override int MaxRounds => 2;

    /// <inheritdoc/>
    public override IEnumerable<Bar> Judge(Standings standings)
    {
        Result qemu = standings.Fastest("qemu-img");
        yield return new Bar("wall, of qemu-img's", standings.Ours.Wall / qemu.Wall, 0.2);
        yield return new Bar("size, of qemu-img's", standings.Ours.TargetMiB / qemu.TargetMiB, 1);
        yield return new Bar("peak MiB", standings.Ours.PeakMiB, 100);
    }

    /// <inheritdoc/>
    public override string Check() => _stage.Compare(this, "vpc", "vmdk", _target);
}

namespace Appliance.Benchmarks.Contests;

/// <summary>monolithicSparse VMDK to dynamic VHD, bound by copying.</summary>
internal sealed class SparseToVhd : Contest
{
    /// <summary>What the tables call it.</summary>
    public const string Title = "monolithicSparse VMDK to dynamic VHD, 4 GiB with 1.5 GiB of data";

    private const string QemuOptions = "subformat=dynamic,force_size=on";
    private readonly Stage _stage;
    private readonly string _target;

    /// <summary>Prepares the source.</summary>
    public SparseToVhd(Stage stage)
    {
        _stage = stage;
        _target = stage.Folder.Target("vhd");
        Source = Sources.Vmdk(4, 1.5, "monolithicSparse");
        Contenders =
        [
            stage.Ours(Source, _target),
            Stage.Qemu("qemu-img", "vmdk", "vpc", QemuOptions, Source, _target),
            Stage.Qemu("qemu-img -W", "vmdk", "vpc", QemuOptions, Source, _target, "-W"),
            Stage.Limit("limit: copy only", "copy", Source, _target),
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
        yield return new Bar("wall, of qemu-img's", standings.Ours.Wall / standings.Fastest("qemu-img").Wall, 0.8);
        yield return new Bar("peak MiB", standings.Ours.PeakMiB, 100);
    }

    /// <inheritdoc/>
    public override string Check() => _stage.Compare(this, "vmdk", "vpc", _target);
}

namespace Appliance.Benchmarks.Contests;

/// <summary>A large disk with little on it: memory must not grow with the disk.</summary>
internal sealed class LargeDisk : Contest
{
    /// <summary>What the tables call it.</summary>
    public const string Title = "streamOptimized VMDK to dynamic VHD, 64 GiB with 0.5 GiB of data";

    private readonly Stage _stage;
    private readonly string _target;

    /// <summary>Prepares the source.</summary>
    public LargeDisk(Stage stage)
    {
        _stage = stage;
        _target = stage.Folder.Target("vhd");
        Source = Sources.Vmdk(64, 0.5, "streamOptimized");
        Contenders =
        [
            stage.Ours(Source, _target),
            Stage.Qemu("qemu-img", "vmdk", "vpc", "subformat=dynamic,force_size=on", Source, _target),
        ];
    }

    /// <inheritdoc/>
    public override string Name => Title;

    /// <inheritdoc/>
    public override string Source { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Contender> Contenders { get; }

    /// <inheritdoc/>
    public override int MaxRounds => 2;

    /// <inheritdoc/>
    public override IEnumerable<Bar> Judge(Standings standings)
    {
        yield return new Bar("peak MiB", standings.Ours.PeakMiB, 100);
    }

    /// <inheritdoc/>
    public override string Check() => _stage.Compare(this, "vmdk", "vpc", _target);
}

namespace Appliance.Benchmarks.Contests;

/// <summary>A Debian on XFS: the file system is changed by a Linux kernel in a small virtual machine, so the bar is on the wall.</summary>
internal sealed class XfsGuest : Contest
{
    /// <summary>What the tables call it.</summary>
    public const string Title = "preparing an XFS guest, OVA, 1.25 GiB";

    private const long RootStart = 97 << 20; // tests/fixtures/make/guests/xfs.sh
    private readonly Stage _stage;

    /// <summary>Prepares the source.</summary>
    public XfsGuest(Stage stage)
    {
        Command.Require("qemu-system-x86_64", "qemu-system-x86");
        Command.Require("xfs_repair", "xfsprogs");
        if (!Directory.EnumerateFiles("/boot", "vmlinuz-*").Any())
        {
            throw new InvalidOperationException("no Linux kernel is installed (Debian: linux-image-amd64)");
        }

        _stage = stage;
        Source = GuestSources.Debian("xfs", stage.Folder);
        Contenders = [stage.PreparingAlone(Source)];
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
        yield return new Bar("wall s of the preparation, by emulation", standings.Ours.Wall, 15);
    }

    /// <inheritdoc/>
    public override string Check()
    {
        Command.Output("xfs_repair", "-n", "-f", _stage.Partition(_stage.Prepare(Source), RootStart));
        return "xfs_repair -n: the file system is clean";
    }
}

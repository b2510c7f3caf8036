namespace Appliance.Benchmarks.Contests;

/// <summary>A disk of 16 TiB against one of 1 GiB, with the same few MiB of data: they must take the same memory.</summary>
internal sealed class HugeDisk : Contest
{
    /// <summary>What the tables call it.</summary>
    public const string Title = "monolithicSparse VMDK to QCOW2, 16 TiB with 8 MiB of data";

    private const long GiB = 1L << 30;
    private const long MiB = 1L << 20;
    private const long HugeSize = 16 << 10;
    private static readonly long[] Parts = [1, 3, 4, 8, 11, 13, 14, 15]; // sixteenths of the disk
    private readonly Stage _stage;
    private readonly string _target;

    /// <summary>Prepares the sources.</summary>
    public HugeDisk(Stage stage)
    {
        _stage = stage;
        _target = stage.Folder.Target("qcow2");
        Source = Sources.Scattered("scattered-16T.vmdk", HugeSize * GiB, Places(HugeSize * GiB));
        string small = Sources.Scattered("scattered-1G.vmdk", GiB, Places(GiB));
        Contenders =
        [
            stage.Ours(Source, _target),
            stage.Ours(small, _target) with { Name = "appliance, 1 GiB", Role = Role.Peer },
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
        // The two directories of tables: 4 bytes for 32 MiB in a VMDK, 8 bytes for 512 MiB in a QCOW2.
        yield return new Bar("peak memory, of that for 1 GiB", standings.Ours.PeakMiB / standings.Fastest("appliance").PeakMiB, 1.25);
    }

    /// <summary>qemu-img compare would take minutes for the zeros: what was written is read, and the rest must not be stored.</summary>
    public override string Check()
    {
        _stage.Convert(this);
        foreach (long place in Places(HugeSize * GiB))
        {
            string answer = Command.Output("qemu-io", "-f", "qcow2", "-c", $"read -P {Sources.Pattern(place)} {place} 1M", _target);
            if (!answer.Contains("read 1048576/1048576", StringComparison.Ordinal) || answer.Contains("failed", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"qemu-io: {answer}");
            }
        }

        string check = Command.Output("qemu-img", "check", "-f", "qcow2", _target);
        string stored = $"{Parts.Length * 16}/";
        return check.Contains(stored, StringComparison.Ordinal)
            ? "qemu-io and qemu-img check: all data is there, and nothing else is stored"
            : throw new InvalidOperationException($"qemu-img check: {check}");
    }

    private static long[] Places(long size) => [.. Parts.Select(part => size / 16 * part / MiB * MiB)];
}

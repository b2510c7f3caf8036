namespace Appliance.Benchmarks.Contests;

/// <summary>A Debian on ext4 that does not know Xen's disks at its start: alone, and on its way into an XVA.</summary>
internal sealed class ExtGuest : Contest
{
    /// <summary>What the tables call it.</summary>
    public const string Title = "preparing an ext4 guest, OVA to XVA, 1 GiB";

    private const string Alone = "appliance, preparation alone";
    private const long PartitionStart = 1 << 20; // tests/fixtures/make/guests/ext4-bios.sh
    private readonly Stage _stage;

    /// <summary>Prepares the source.</summary>
    public ExtGuest(Stage stage)
    {
        _stage = stage;
        Source = GuestSources.Debian("ext4-bios", stage.Folder);
        Contenders =
        [
            stage.Preparing(Source, stage.Folder.Target("xva")),
            stage.PreparingAlone(Source) with { Name = Alone, Role = Role.Peer },
            .. Peers.VirtV2v.TryPrepare(Source, stage.Folder.Targets),
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
        yield return new Bar("CPU s of the preparation", standings.Of(Alone).Processor, 2);
    }

    /// <inheritdoc/>
    public override string Check()
    {
        string disk = _stage.Prepare(Source);
        return $"e2fsck -fn: {Command.Output("e2fsck", "-fn", $"{disk}?offset={PartitionStart}").TrimEnd().Split('\n')[^1]}";
    }
}

namespace Appliance.Benchmarks.Contests;

/// <summary>Raw to XVA: a tar file of chunks of 1 MiB, each with its SHA-1.</summary>
internal sealed class RawToXva : Contest
{
    /// <summary>What the tables call it.</summary>
    public const string Title = "raw to XVA, 4 GiB with 1.5 GiB of data";

    private readonly Stage _stage;
    private readonly string _target;

    /// <summary>Prepares the source.</summary>
    public RawToXva(Stage stage)
    {
        _stage = stage;
        _target = stage.Folder.Target("xva");
        Source = Sources.Raw(4, 1.5);
        Contenders =
        [
            stage.Ours(Source, _target),
            new("python3: chunks, SHA-1, tar", Role.Peer, ["python3", Peers.Scripts.Xva, "write", Source, _target]),
            new("tar and one SHA-1 over all", Role.Peer, ["bash", "-c", $"tar --sparse -c '{Source}' 2> '{_target}.log' | tee '{_target}' | sha1sum"]),
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
        yield return new Bar("wall, of the fastest peer's", standings.Ours.Wall / standings.Fastest("").Wall, 1);
        yield return new Bar("peak MiB", standings.Ours.PeakMiB, 100);
    }

    /// <inheritdoc/>
    public override string Check()
    {
        _stage.Convert(this);
        return $"python3: {Command.Output("python3", Peers.Scripts.Xva, "check", Source, _target).Trim()}";
    }
}

namespace Appliance.Benchmarks.Contests;

/// <summary>What every call pays.</summary>
internal sealed class StartUp(Stage stage) : Contest
{
    /// <summary>What the tables call it.</summary>
    public const string Title = "start-up";

    /// <inheritdoc/>
    public override string Name => Title;

    /// <inheritdoc/>
    public override IReadOnlyList<Contender> Contenders { get; } =
    [
        new("appliance --version", Role.Ours, [stage.Appliance, "--version"]),
        new("qemu-img --version", Role.Peer, ["qemu-img", "--version"]),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Bar> Judge(Standings standings) => [];
}

namespace Appliance.Benchmarks;

/// <summary>Who takes part.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Role">As what.</param>
/// <param name="Line">Program and arguments.</param>
internal sealed record Contender(string Name, Role Role, IReadOnlyList<string> Line)
{
    /// <summary>Rounds at most, for one that takes minutes.</summary>
    public int MaxRounds { get; init; } = int.MaxValue;
}

namespace Appliance.Benchmarks;

/// <summary>One thing to be fast at: who takes part, what is asked of us, and who says that our result is right.</summary>
internal abstract class Contest
{
    /// <summary>What is converted to what.</summary>
    public abstract string Name { get; }

    /// <summary>The file that all of them read: it is in the page cache before each round, since no disk's speed is compared.</summary>
    public virtual string? Source => null;

    /// <summary>Who takes part; ours first.</summary>
    public abstract IReadOnlyList<Contender> Contenders { get; }

    /// <summary>Rounds at most, where a peer takes minutes.</summary>
    public virtual int MaxRounds => int.MaxValue;

    /// <summary>Our contender.</summary>
    public Contender Ours => Contenders.Single(contender => contender.Role == Role.Ours);

    /// <summary>What is asked of us.</summary>
    public abstract IEnumerable<Bar> Judge(Standings standings);

    /// <summary>Lets another program look at what our contender has just made; empty where there is nothing to look at.</summary>
    /// <exception cref="InvalidOperationException">It does not hold what the source holds.</exception>
    public virtual string Check() => "";
}

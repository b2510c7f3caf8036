namespace Appliance.Benchmarks;

/// <summary>The medians of one contest.</summary>
/// <param name="Results">By contender, in their order.</param>
internal sealed record Standings(IReadOnlyList<(Contender Contender, Result Result)> Results)
{
    /// <summary>Ours.</summary>
    public Result Ours => Results.Single(pair => pair.Contender.Role == Role.Ours).Result;

    /// <summary>Whoever has this name.</summary>
    public Result Of(string name) => Results.Single(pair => pair.Contender.Name == name).Result;

    /// <summary>The peer that took the least time of those whose name begins with <paramref name="name"/>.</summary>
    public Result Fastest(string name) => Results
        .Where(pair => pair.Contender.Role == Role.Peer && pair.Contender.Name.StartsWith(name, StringComparison.Ordinal))
        .Select(pair => pair.Result)
        .MinBy(result => result.Wall)!;
}

namespace Appliance.Runtime.Xl;

/// <summary>Several things that a host refused, as one error.</summary>
internal static class HostFailures
{
    /// <summary>The only one as it is, or one line with all.</summary>
    public static HostException Join(string host, IReadOnlyCollection<HostException> problems) => problems.Count == 1 ? problems.First()
        : new HostException(host, string.Join("; ", problems.Select(problem => WithoutHost(problem)).Order(StringComparer.Ordinal)));

    private static string WithoutHost(HostException problem) =>
        problem.Message.StartsWith($"{problem.Host}: ", StringComparison.Ordinal) ? problem.Message[(problem.Host.Length + 2)..] : problem.Message;
}

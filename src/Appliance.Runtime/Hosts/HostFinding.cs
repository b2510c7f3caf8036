namespace Appliance.Runtime.Hosts;

/// <summary>Something half-done on a host, or worth a note.</summary>
/// <param name="Kind">What it is, in a word: <c>import</c>, <c>volume</c>, <c>lock</c>, <c>domain</c>, <c>kept</c>.</param>
/// <param name="Subject">The machine, volume or domain.</param>
/// <param name="Message">What is wrong, and what repair does about it.</param>
public sealed record HostFinding(string Kind, string Subject, string Message)
{
    /// <summary>Whether nothing is wrong with it: a disk that was kept on purpose.</summary>
    public bool IsNote { get; init; }

    /// <summary>Whether a repair has cleaned it: it is not found any more.</summary>
    public bool IsCleaned { get; init; }
}

namespace Appliance.Runtime.Hosts;

/// <summary>Something half-done on a host.</summary>
/// <param name="Kind">What it is, in a word: <c>import</c>, <c>volume</c>, <c>lock</c>, <c>domain</c>.</param>
/// <param name="Subject">The machine, volume or domain.</param>
/// <param name="Message">What is wrong, and what repair does about it.</param>
public sealed record HostFinding(string Kind, string Subject, string Message);

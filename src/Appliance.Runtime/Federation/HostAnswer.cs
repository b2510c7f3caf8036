using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Federation;

/// <summary>What came of asking one of several hosts.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Host">The host.</param>
/// <param name="Value">What it answered; nothing where there is a problem.</param>
/// <param name="Problem">Why there is no answer; null where there is one. Its message names the host.</param>
public sealed record HostAnswer<T>(HostEntry Host, T? Value, HostException? Problem);

namespace Appliance.Runtime.Federation;

/// <summary>A host that does not take the machines of a package.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Reason">Why, to be read after the name.</param>
/// <param name="IsOutOfReach">Whether it did not answer, so that nobody knows whether it would.</param>
public sealed record HostRefusal(string Host, string Reason, bool IsOutOfReach = false);

namespace Appliance.Runtime.Federation;

/// <summary>A machine that an import is about to make.</summary>
/// <param name="Host">The host, as the user calls it.</param>
/// <param name="Name">The machine's name.</param>
/// <param name="Amounts">What it will have.</param>
public sealed record ClaimedMachine(string Host, string Name, Amounts Amounts)
{
    /// <summary>Whether a machine on a host is this one, half-made or done.</summary>
    public bool Is(string host, string name) => Host == host && Name == name;
}

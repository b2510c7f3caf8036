using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Xl.Checking;

/// <summary>Something half-done, and how to clean it.</summary>
/// <param name="Kind">What it is, in a word.</param>
/// <param name="Subject">The machine, volume, domain or file.</param>
/// <param name="Message">What is wrong, and what repair does about it.</param>
/// <param name="Repair">Does it; null where nothing can be done from here.</param>
internal sealed record Leftover(string Kind, string Subject, string Message, Func<CancellationToken, Task>? Repair = null)
{
    /// <summary>Whether nothing is wrong with it.</summary>
    public bool IsNote { get; init; }

    /// <summary>As it is told.</summary>
    public HostFinding Finding => new(Kind, Subject, Message) { IsNote = IsNote };

    /// <summary>Whether another one is the same, found at another time.</summary>
    public bool IsSameAs(Leftover other) => (Kind, Subject) == (other.Kind, other.Subject);
}

namespace Appliance.Runtime.Watching;

/// <summary>What is to be done about a machine, and why.</summary>
/// <param name="Action">What.</param>
/// <param name="Reason">Why, as the rest of a sentence that begins with its name.</param>
/// <param name="Delay">How long to wait still; zero unless it is to wait.</param>
public sealed record RestartDecision(RestartAction Action, string Reason, TimeSpan Delay = default)
{
    /// <summary>Nothing is to be done.</summary>
    public static RestartDecision None { get; } = new(RestartAction.None, "");
}

namespace Appliance.Cli.Output;

/// <summary>One thing that was tested of a build on a host.</summary>
/// <param name="Name">What it was: <c>starts</c>, a check, or <c>run:COMMAND</c>.</param>
/// <param name="Seconds">Seconds after the start until it held; of a command, those that it took.</param>
/// <param name="IsOk">Whether it is as it should be.</param>
/// <param name="Message">What was seen, or what is wrong.</param>
internal sealed record TestCase(string Name, double Seconds, bool IsOk, string Message);

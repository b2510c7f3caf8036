namespace Appliance.Conformance.Tests;

/// <summary>How a run of the command ended, and what it took.</summary>
public sealed record CommandResult(int ExitCode, double CpuSeconds, long PeakMemory, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode} after {CpuSeconds:0.0} s of CPU, {PeakMemory >> 20} MiB\n{Output}\n{Error}";
}

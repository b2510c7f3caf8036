namespace Appliance.Builder.Templates.Parts;

/// <summary>A command that is run on the console when a build is tried on a host.</summary>
/// <param name="Run">The command: one line, for <c>sh</c>.</param>
public sealed record ConsoleTest(string Run)
{
    /// <summary>What its output has to contain; null for anything.</summary>
    public string? Expected { get; init; }

    /// <summary>The exit code that it has to have.</summary>
    public int ExitCode { get; init; }

    /// <summary>How long it may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What reports call it.</summary>
    public override string ToString() => $"run:{Run}";
}

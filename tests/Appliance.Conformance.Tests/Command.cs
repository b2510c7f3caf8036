using System.Text.Json;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>Runs the real executable.</summary>
internal static class Command
{
    private const int TimeoutSeconds = 120;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The executable: the shipped one where the build says so, which is compiled ahead and starts twice as fast; else that of this build.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("APPLIANCE_EXECUTABLE") ?? Path.Combine(AppContext.BaseDirectory, "appliance");

    /// <summary>Runs it to its end, and measures it.</summary>
    public static CommandResult Run(params string[] arguments) => Measure([Executable, .. arguments, .. GuestOf(arguments)]);

    /// <summary>Runs it with a file in its standard input, which is a pipe.</summary>
    public static CommandResult RunPiped(string input, params string[] arguments)
        => Measure(["sh", "-c", "cat \"$0\" | \"$@\"", input, Executable, .. arguments, .. GuestOf(arguments)]);

    /// <summary>Most tests are of disks, and want them as they are, whatever system is on them.</summary>
    private static string[] GuestOf(string[] arguments)
        => arguments is ["convert", _, _, ..] && !arguments.Contains("--guest") ? ["--guest", "keep"] : [];

    /// <summary>Runs it, and fails the test unless it ends well.</summary>
    public static CommandResult Succeed(params string[] arguments)
    {
        CommandResult result = Run(arguments);
        Assert.True(result.ExitCode == 0, $"appliance {string.Join(' ', arguments)}: {result}");
        return result;
    }

    private static CommandResult Measure(string[] command)
    {
        string measure = Path.Combine(AppContext.BaseDirectory, "Oracles", "measure.py");
        string printed = Tool.Run(Tool.Python, ["-I", "-S", measure, $"{TimeoutSeconds}", .. command]);
        return JsonSerializer.Deserialize<CommandResult>(printed, Json)!;
    }
}

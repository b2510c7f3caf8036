using System.Text.Json;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>Runs the real executable.</summary>
internal static class Command
{
    private const int TimeoutSeconds = 120;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Runs it to its end, and measures it.</summary>
    public static CommandResult Run(params string[] arguments)
    {
        string measure = Path.Combine(AppContext.BaseDirectory, "Oracles", "measure.py");
        string appliance = Path.Combine(AppContext.BaseDirectory, "appliance");
        string printed = Tool.Run("python3", [measure, $"{TimeoutSeconds}", appliance, .. arguments]);
        return JsonSerializer.Deserialize<CommandResult>(printed, Json)!;
    }

    /// <summary>Runs it, and fails the test unless it ends well.</summary>
    public static CommandResult Succeed(params string[] arguments)
    {
        CommandResult result = Run(arguments);
        Assert.True(result.ExitCode == 0, $"appliance {string.Join(' ', arguments)}: {result}");
        return result;
    }
}

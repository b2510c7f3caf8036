using Xunit;

namespace Appliance.Testing;

/// <summary>A test that needs a module of the system's Python; skipped, with the reason, where it cannot be loaded.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsPythonModuleFactAttribute : FactAttribute
{
    public NeedsPythonModuleFactAttribute(string module)
        => Skip = Tool.Exists(Tool.Python) || File.Exists(Tool.Python) ? (Tool.TryRun(Tool.Python, "-c", $"import {module}").ExitCode == 0 ? null : $"not installed: {module}") : "not installed: python3";
}

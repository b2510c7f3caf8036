using Xunit;

namespace Appliance.Testing;

/// <summary>A test that needs programs of other makers; skipped, with the reason, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsToolFactAttribute : FactAttribute
{
    public NeedsToolFactAttribute(params string[] tools)
    {
        string[] missing = [.. tools.Where(tool => !Tool.Exists(tool))];
        Skip = missing.Length == 0 ? null : $"not installed: {string.Join(", ", missing)}";
    }
}

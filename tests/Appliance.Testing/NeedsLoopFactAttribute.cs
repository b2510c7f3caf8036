using Xunit;

namespace Appliance.Testing;

/// <summary>A test that needs loop devices, and programs of other makers; skipped, with the reason, where it may not have them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsLoopFactAttribute : FactAttribute
{
    public NeedsLoopFactAttribute(params string[] tools)
    {
        string[] missing = [.. tools.Where(tool => !Tool.Exists(tool))];
        Skip = missing.Length > 0 ? $"not installed: {string.Join(", ", missing)}"
            : LoopDevice.IsAllowed ? null
            : "not allowed to make loop devices";
    }
}

using Xunit;

namespace Appliance.Testing;

/// <summary>The same as <see cref="NeedsToolFactAttribute"/>, for a test with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsToolTheoryAttribute : TheoryAttribute
{
    public NeedsToolTheoryAttribute(params string[] tools)
    {
        string[] missing = [.. tools.Where(tool => !Tool.Exists(tool))];
        Skip = missing.Length == 0 ? null : $"not installed: {string.Join(", ", missing)}";
    }
}

using Appliance.Testing;
using Xunit;

namespace Appliance.Demo.Tests;

/// <summary>A test that boots a guest; skipped, with the reason, where that cannot be done.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BootTheoryAttribute : TheoryAttribute
{
    private static readonly string[] Tools = ["qemu-system-x86_64", "qemu-img", "mmdebstrap", "grub-mkimage"];

    public BootTheoryAttribute()
    {
        string[] missing = [.. Tools.Where(tool => !Tool.Exists(tool))];
        Skip = missing.Length > 0 ? $"not installed: {string.Join(", ", missing)}"
            : !File.Exists(Tree.Executable) ? "there is no artifacts/appliance (./build.sh publish)"
            : null;
    }
}

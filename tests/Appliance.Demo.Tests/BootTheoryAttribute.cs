using Appliance.Testing;
using Xunit;

namespace Appliance.Demo.Tests;

/// <summary>A test that needs a guest; skipped, with the reason, where it cannot be made or booted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BootTheoryAttribute : TheoryAttribute
{
    private static readonly string[] Tools = ["qemu-system-x86_64", "qemu-img", "mmdebstrap", "grub-mkimage", "mcopy", "mkfs.vfat"];

    /// <summary>Makes one.</summary>
    /// <param name="others">Programs or files that it needs, too.</param>
    public BootTheoryAttribute(params string[] others)
    {
        string[] missing = [.. Tools.Concat(others).Where(tool => !Tool.Exists(tool))];
        Skip = missing.Length > 0 ? $"not installed: {string.Join(", ", missing)}"
            : !File.Exists(Tree.Executable) ? "there is no artifacts/appliance (./build.sh publish)"
            : null;
    }
}

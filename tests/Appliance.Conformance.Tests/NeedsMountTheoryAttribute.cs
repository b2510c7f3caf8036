using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>A test that mounts a small file system out of everybody's sight; skipped where that is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsMountTheoryAttribute : TheoryAttribute
{
    private static readonly bool CanMount = Tool.Exists("unshare")
        && Tool.TryRun("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt").ExitCode == 0;

    public NeedsMountTheoryAttribute() => Skip = CanMount ? null : "not allowed to mount";
}

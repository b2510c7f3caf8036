using Xunit;
using Xunit.Sdk;

namespace Appliance.Testing.Xen;

/// <summary>A test on a <see cref="XenHost"/>; skipped, with the reason, where none can be made, and run as <see cref="XenTestCase"/> tells.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Appliance.Testing.Xen.XenFactDiscoverer", "Appliance.Testing")]
public sealed class NeedsXenHostFactAttribute : FactAttribute
{
    public NeedsXenHostFactAttribute(params string[] tools)
    {
        string[] missing = [.. XenHost.Tools.Concat(tools).Where(tool => !Tool.Exists(tool))];
        Skip = !Environment.IsPrivilegedProcess ? "only root makes a Xen host"
            : missing.Length > 0 ? $"not installed: {string.Join(", ", missing)}"
            : !Directory.EnumerateFiles("/boot", "vmlinuz-*").Any() ? "not installed: a kernel in /boot"
            : null;
    }
}

using Xunit;

namespace Appliance.Guests.Tests.KernelMounts;

/// <summary>A test that has this host's kernel mount XFS and btrfs; skipped, with the reason, where it does not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsKernelMountFactAttribute : FactAttribute
{
    public NeedsKernelMountFactAttribute(params string[] tools) => Skip = KernelMountNeeds.Missing(tools);
}

using Xunit;

namespace Appliance.Guests.Tests.KernelMounts;

/// <summary>The same as <see cref="NeedsKernelMountFactAttribute"/>, for a test with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsKernelMountTheoryAttribute : TheoryAttribute
{
    public NeedsKernelMountTheoryAttribute(params string[] tools) => Skip = KernelMountNeeds.Missing(tools);
}

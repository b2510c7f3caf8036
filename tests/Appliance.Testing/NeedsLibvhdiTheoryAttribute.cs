using Xunit;

namespace Appliance.Testing;

/// <summary>The same as <see cref="NeedsLibvhdiFactAttribute"/>, for a test with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsLibvhdiTheoryAttribute : TheoryAttribute
{
    public NeedsLibvhdiTheoryAttribute() => Skip = Libvhdi.IsInstalled ? null : "not installed: python3-libvhdi";
}

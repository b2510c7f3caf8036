using Xunit;

namespace Appliance.Testing;

/// <summary>A test that libvhdi has to agree with; skipped, with the reason, where its Python binding is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsLibvhdiFactAttribute : FactAttribute
{
    public NeedsLibvhdiFactAttribute() => Skip = Libvhdi.IsInstalled ? null : "not installed: python3-libvhdi";
}

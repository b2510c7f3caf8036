using Xunit;

namespace Appliance.Testing.Ssh;

/// <summary>As <see cref="NeedsSshFactAttribute"/>, for tests with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsSshTheoryAttribute : TheoryAttribute
{
    public NeedsSshTheoryAttribute() => Skip = NeedsSshFactAttribute.Reason;
}

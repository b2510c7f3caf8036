using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Consoles;

/// <summary>A test with login(1) and users of its own, which only root can have.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsLoginFactAttribute : FactAttribute
{
    public NeedsLoginFactAttribute() => Skip = !Environment.IsPrivilegedProcess ? "only root has a login(1) with users of its own"
        : new[] { "script", "login", "unshare", "openssl", "bash" }.FirstOrDefault(tool => !Tool.Exists(tool)) is { } missing ? $"not installed: {missing}" : null;
}

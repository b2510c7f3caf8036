using System.Runtime.InteropServices;
using Appliance.Guests.Native.Guestfs;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Containers;

/// <summary>A test that starts machines of libguestfs; skipped, with the reason, where that or a tool is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsLibguestfsFactAttribute : FactAttribute
{
    public NeedsLibguestfsFactAttribute(params string[] tools)
    {
        bool isInstalled = NativeLibrary.TryLoad(LibGuestfs.Library, out _) && Tool.Exists("supermin");
        string[] missing = [.. tools.Where(tool => !Tool.Exists(tool))];
        Skip = !isInstalled ? "libguestfs is not installed, which is optional and takes 800 MB: apt-get install libguestfs0 supermin libguestfs-xfs linux-image-amd64 guestfish"
            : missing.Length > 0 ? $"not installed: {string.Join(", ", missing)}"
            : null;
    }
}

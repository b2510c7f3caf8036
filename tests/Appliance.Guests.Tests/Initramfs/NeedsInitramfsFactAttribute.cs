using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Initramfs;

/// <summary>A test that needs an initramfs of this machine, and the programs that look into it; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsInitramfsFactAttribute : FactAttribute
{
    public NeedsInitramfsFactAttribute()
    {
        Skip = Path is null || !Tool.Exists("lsinitramfs") ? "no initramfs in /boot, or no lsinitramfs" : null;
    }

    /// <summary>The initramfs; null where there is none.</summary>
    public static string? Path { get; } = Directory.Exists("/boot") ? Directory.GetFiles("/boot", "initrd.img-*").Order(StringComparer.Ordinal).LastOrDefault() : null;

    /// <summary>The release of its kernel.</summary>
    public static string Release => Path!["/boot/initrd.img-".Length..];
}

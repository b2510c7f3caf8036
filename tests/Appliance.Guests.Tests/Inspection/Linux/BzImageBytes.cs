using System.Buffers.Binary;
using System.Text;

namespace Appliance.Guests.Tests.Inspection.Linux;

/// <summary>Kernels for x86 that have no more than their header.</summary>
internal static class BzImageBytes
{
    /// <summary>The start of a kernel that tells a release.</summary>
    public static byte[] Of(string release)
    {
        var bytes = new byte[0x500];
        "HdrS"u8.CopyTo(bytes.AsSpan(0x202));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(0x20E), 0x100);
        Encoding.UTF8.GetBytes(release + " (builder@host) #1 SMP\0").CopyTo(bytes.AsSpan(0x300));
        return bytes;
    }
}

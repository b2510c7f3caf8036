using System.Security.Cryptography;
using System.Text;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Storage.Pools;

/// <summary>Identities of VHDs on hosts.</summary>
internal static class VolumeIds
{
    /// <summary>The same for the same path, different for all others.</summary>
    public static Guid Of(DiskRecord disk) => new(SHA256.HashData(Encoding.UTF8.GetBytes(disk.Path)).AsSpan(0, 16));
}

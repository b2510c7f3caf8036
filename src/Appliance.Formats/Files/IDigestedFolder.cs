using System.Security.Cryptography;

namespace Appliance.Formats.Files;

/// <summary>A folder whose files came by once: what is not kept of them is their digests.</summary>
internal interface IDigestedFolder : IListedFolder
{
    /// <summary>The digest of a file, all of which has come by; null where none of this algorithm was taken.</summary>
    byte[]? FindDigest(string name, HashAlgorithmName algorithm);
}

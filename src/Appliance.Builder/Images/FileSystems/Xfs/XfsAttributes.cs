using System.Buffers.Binary;
using System.Text;
using Appliance.Formats;

namespace Appliance.Builder.Images.FileSystems.Xfs;

/// <summary>Extended attributes as an inode of XFS holds them in itself (xfs_da_format.h, <c>struct xfs_attr_shortform</c>).</summary>
internal static class XfsAttributes
{
    private static readonly Dictionary<string, byte> Flags = new(StringComparer.Ordinal) { ["user"] = 0, ["trusted"] = 2, ["security"] = 4 };

    /// <summary>Packs them; empty where there are none.</summary>
    /// <param name="space">The file system, for messages.</param>
    /// <param name="path">Whose they are.</param>
    /// <param name="attributes">By their names.</param>
    /// <exception cref="UnsupportedImageException">They are too large, or of a kind that is not written here.</exception>
    public static byte[] Pack(string space, string path, IReadOnlyDictionary<string, byte[]> attributes)
    {
        if (attributes.Count == 0)
        {
            return [];
        }

        if (attributes.Count > byte.MaxValue)
        {
            throw Refuse(space, path, attributes.Keys.First());
        }

        List<byte> bytes = [0, 0, (byte)attributes.Count, 0];
        foreach ((string name, byte[] value) in attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            string[] parts = name.Split('.', 2);
            if (parts.Length != 2 || !Flags.TryGetValue(parts[0], out byte flag) || value.Length > byte.MaxValue)
            {
                throw Refuse(space, path, name);
            }

            byte[] rest = Encoding.UTF8.GetBytes(parts[1]);
            bytes.AddRange([(byte)rest.Length, (byte)value.Length, flag, .. rest, .. value]);
        }

        byte[] packed = bytes.Count <= XfsInode.LiteralSize ? [.. bytes] : throw Refuse(space, path, attributes.Keys.First());
        BinaryPrimitives.WriteUInt16BigEndian(packed, (ushort)packed.Length);
        return packed;
    }

    /// <summary>The error for what is not written.</summary>
    public static UnsupportedImageException Refuse(string space, string path, string name) => new(space, $"is XFS, where the attribute {name} of {path} is not written");
}

using Appliance.Formats;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>The features of ext2, ext3 and ext4 by name, and what can be done with each (<c>ext2_fs.h</c> of e2fsprogs).</summary>
internal static class ExtFeatures
{
    // s_feature_compat
    public const uint Journal = 4;

    // s_feature_incompat
    public const uint NeedsRecovery = 4;
    public const uint Extents = 0x40;
    public const uint Wide = 0x80;

    // s_feature_ro_compat
    public const uint LargeFile = 2;
    public const uint OrphansPresent = 0x10000;

    private static readonly (uint Bit, string Name)[] Readable =
    [
        (2, "filetype"), (NeedsRecovery, "needs_recovery"), (0x10, "meta_bg"), (Extents, "extent"), (Wide, "64bit"),
        (0x100, "mmp"), (0x200, "flex_bg"), (0x400, "ea_inode"), (0x2000, "metadata_csum_seed"), (0x4000, "large_dir"),
        (0x8000, "inline_data"), (0x10000, "encrypt"), (0x20000, "casefold"),
    ];

    private static readonly (uint Bit, string Name)[] Unreadable = [(1, "compression"), (8, "journal_dev"), (0x1000, "dirdata")];

    private static readonly (uint Bit, string Name)[] Writable =
    [
        (1, "sparse_super"), (LargeFile, "large_file"), (8, "huge_file"), (0x10, "uninit_bg"), (0x20, "dir_nlink"),
        (0x40, "extra_isize"), (0x200, "bigalloc"), (0x400, "metadata_csum"), (0x2000, "project"), (0x8000, "verity"),
        (OrphansPresent, "orphan_present"),
    ];

    private static readonly (uint Bit, string Name)[] Unwritable =
    [
        (4, "btree_dir"), (0x80, "snapshot"), (0x100, "quota"), (0x800, "replica"), (0x1000, "read-only"), (0x4000, "shared_blocks"),
    ];

    /// <summary>Refuses what cannot be read.</summary>
    /// <exception cref="UnsupportedImageException">There is such a feature; the message names it.</exception>
    public static void CheckReadable(string name, uint incompatible)
    {
        if (Find(incompatible, Readable, Unreadable) is { } feature)
        {
            throw new UnsupportedImageException(name, $"has the feature {feature}, which is not read here");
        }
    }

    /// <summary>Refuses what cannot be changed without leaving something behind that no longer fits.</summary>
    /// <exception cref="UnsupportedImageException">There is such a feature; the message names it.</exception>
    public static void CheckWritable(string name, uint incompatible, uint readOnlyCompatible)
    {
        const uint LargeAttributes = 0x400;
        string? feature = Find(readOnlyCompatible, Writable, Unwritable) ?? ((incompatible & LargeAttributes) == 0 ? null : "ea_inode");
        if (feature is not null)
        {
            throw new UnsupportedImageException(name, $"has the feature {feature}, with which it is not changed here; turn it off in the guest with tune2fs -O ^{feature}");
        }
    }

    /// <summary>The first feature that is not among the good ones, by name where it has one.</summary>
    private static string? Find(uint features, (uint Bit, string Name)[] good, (uint Bit, string Name)[] bad)
    {
        uint left = good.Aggregate(features, (bits, feature) => bits & ~feature.Bit);
        if (left == 0)
        {
            return null;
        }

        uint bit = left & (0 - left);
        return bad.FirstOrDefault(feature => feature.Bit == bit).Name ?? $"0x{bit:x}";
    }
}

namespace Appliance.Formats.Vhd;

/// <summary>What vhd-util demands of the dynamic header (blktap, vhd-util-check.c).</summary>
internal static class VhdHeaderRules
{
    // Larger blocks are valid, but libvhd and with it all of Xen work with 2 MiB.
    private const uint LargestXenBlock = VhdDynamicLayout.BlockSize;

    /// <summary>Checks the header's bytes.</summary>
    /// <returns>Whether the table and the blocks can be looked at.</returns>
    public static bool Check(VhdInspection inspection, VhdFooter footer, byte[] bytes, long contentEnd)
    {
        long at = (long)footer.DataOffset;
        if (!bytes.AsSpan().StartsWith(VhdDynamicHeader.Cookie))
        {
            inspection.Error("vhd-header-missing", at, "there is no dynamic header");
            return false;
        }

        bool sum = VhdChecksum.IsValid(bytes, VhdDynamicHeader.ChecksumOffset);
        inspection.Require(sum, "vhd-header-checksum", at, "the dynamic header's checksum is wrong");
        CheckZeros(inspection, footer, bytes, at);
        return CheckFields(inspection, VhdDynamicHeader.Parse(bytes), at, contentEnd);
    }

    private static void CheckZeros(VhdInspection inspection, VhdFooter footer, byte[] bytes, long at)
    {
        inspection.Require(
            IsZero(bytes.AsSpan(VhdDynamicHeader.Reserved1Offset, sizeof(uint))) && IsZero(bytes.AsSpan(VhdDynamicHeader.Reserved2Offset)),
            "vhd-header-reserved", at, "a reserved area of the dynamic header is not zero");
        bool alone = footer.Type == VhdDiskType.Differencing
            || IsZero(bytes.AsSpan(VhdDynamicHeader.ParentOffset..VhdDynamicHeader.Reserved2Offset));
        inspection.Require(alone, "vhd-header-parent", at, "a disk that is not differencing names a parent");
    }

    private static bool CheckFields(VhdInspection inspection, VhdDynamicHeader header, long at, long contentEnd)
    {
        inspection.Require(header.Version == VhdFooter.Version1, "vhd-header-version", at, $"header version is {header.Version:x8}, not 1.0");
        inspection.Require(header.NextHeader == VhdFooter.NoOffset, "vhd-header-next", at, "the dynamic header points to another one");
        inspection.Require(header.HasValidBlockSize, "vhd-header-block-size", at, $"block size {header.BlockSize} is not a power of two between 512 bytes and 256 MiB");
        inspection.Expect(header.BlockSize <= LargestXenBlock, "vhd-header-block-size", at, $"block size {header.BlockSize} is more than the 2 MiB that Xen takes");
        bool table = header.TableOffset > 0
            && header.TableOffset % VhdFooter.SectorSize == 0
            && header.TableOffset <= (ulong)contentEnd
            && (ulong)contentEnd - header.TableOffset >= (ulong)header.TableEntries * sizeof(uint);
        inspection.Require(table, "vhd-table-place", at, $"the block table at byte {header.TableOffset} with {header.TableEntries} entries is not aligned, or not within the file");
        return header.HasValidBlockSize && table;
    }

    private static bool IsZero(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept((byte)0);
}

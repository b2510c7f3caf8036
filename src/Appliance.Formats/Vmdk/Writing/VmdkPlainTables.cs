using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Vmdk;

/// <summary>Both copies of the grain directory and its tables in a monolithicSparse file that is being written; nothing of them is kept in memory.</summary>
/// <param name="file">Open for reading and writing.</param>
/// <param name="layout">Where they are.</param>
internal sealed class VmdkPlainTables(SafeFileHandle file, VmdkPlainLayout layout)
{
    private const int DirectoryPiece = 64 << 10;

    /// <summary>The first byte of the grain at a place of the virtual disk (bytes), in the file; 0 where there is none.</summary>
    public long Find(long offset)
    {
        Span<uint> entry = [0]; // which it stays where the file does not reach that far yet
        RandomAccess.Read(file, MemoryMarshal.AsBytes(entry), layout.Primary.EntryOf(offset));
        ToLittleEndian(entry);
        return entry[0] * (long)VmdkUnits.Sector;
    }

    /// <summary>Writes the entries of neighbouring grains.</summary>
    /// <param name="offset">The first grain's place on the virtual disk, in bytes.</param>
    /// <param name="entries">Sectors of the file, 0 for a grain of zeros; changed to the file's byte order. All within one table.</param>
    public void Write(long offset, Span<uint> entries)
    {
        ToLittleEndian(entries);
        RandomAccess.Write(file, MemoryMarshal.AsBytes(entries), layout.Redundant.EntryOf(offset));
        RandomAccess.Write(file, MemoryMarshal.AsBytes(entries), layout.Primary.EntryOf(offset));
    }

    /// <summary>Writes both directories.</summary>
    public async ValueTask WriteDirectoriesAsync(CancellationToken cancellationToken)
    {
        await WriteDirectoryAsync(layout.Redundant, cancellationToken);
        await WriteDirectoryAsync(layout.Primary, cancellationToken);
    }

    private async ValueTask WriteDirectoryAsync(VmdkPlainLayout.Directories copy, CancellationToken cancellationToken)
    {
        var piece = new byte[(int)Math.Min(DirectoryPiece, copy.Tables * sizeof(uint))];
        long position = copy.Directory * VmdkUnits.Sector;
        for (long table = 0; table < copy.Tables;)
        {
            int count = (int)Math.Min(piece.Length / sizeof(uint), copy.Tables - table);
            FillDirectory(piece, copy.FirstTable + (table * VmdkLayout.TableSectors));
            await RandomAccess.WriteAsync(file, piece.AsMemory(0, count * sizeof(uint)), position, cancellationToken);
            position += count * sizeof(uint);
            table += count;
        }
    }

    private static void FillDirectory(byte[] piece, long firstTable)
    {
        Span<uint> entries = MemoryMarshal.Cast<byte, uint>(piece.AsSpan());
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = (uint)(firstTable + ((long)i * VmdkLayout.TableSectors));
        }

        ToLittleEndian(entries);
    }

    private static void ToLittleEndian(Span<uint> entries)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(entries, entries);
        }
    }
}

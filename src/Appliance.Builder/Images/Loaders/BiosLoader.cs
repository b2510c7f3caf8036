using System.Buffers.Binary;
using Appliance.Builder.Images.Tables;
using Appliance.Builder.Tools;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images.Loaders;

/// <summary>GRUB for a BIOS: boot.img in the first sector, and what that loads between the table and the first partition.</summary>
/// <param name="tool">Runs grub-mkimage.</param>
internal sealed class BiosLoader(BuildTool tool)
{
    private const string Platform = "i386-pc";
    private const string Package = "grub-pc-bin";
    private const string Purpose = "to make the loader for a BIOS";
    private const int SectorSize = 512;

    // Of boot.img, the sector that it loads; of that, the first of the sectors which it loads in turn (GRUB's boot.S and diskboot.S).
    private const int NextSector = 0x5C;
    private const int RestSector = 0x1F4;

    /// <summary>Writes both; the table of the first sector stays as it is.</summary>
    /// <param name="file">The raw image.</param>
    /// <param name="plan">Its partitions.</param>
    /// <param name="work">A folder for what is made on the way.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Appliance.Guests.MissingToolException">GRUB is not installed.</exception>
    public async Task WriteAsync(SafeFileHandle file, DiskPlan plan, string work, CancellationToken cancellationToken)
    {
        byte[] rest = await new GrubCore(tool, plan, work).MakeAsync(Platform, Package, Purpose, ["biosdisk"], cancellationToken);
        byte[] code = await File.ReadAllBytesAsync(Path.Combine(GrubCore.FolderOf(Platform), "boot.img"), cancellationToken);
        int sector = plan.HasGuids ? GuidTable.LoaderSector : 1;
        long room = plan.Partitions[0].Offset - (sector * SectorSize);
        if (rest.Length > room)
        {
            throw new IOException($"GRUB takes {rest.Length} bytes, and before the first partition there are {room}");
        }

        BinaryPrimitives.WriteInt64LittleEndian(code.AsSpan(NextSector), sector);
        BinaryPrimitives.WriteInt64LittleEndian(rest.AsSpan(RestSector), sector + 1);
        RandomAccess.Write(file, code.AsSpan(0, DosTable.CodeSize), 0);
        RandomAccess.Write(file, rest, (long)sector * SectorSize);
    }
}

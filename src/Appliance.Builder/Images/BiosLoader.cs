using Appliance.Builder.Tools;
using Appliance.Guests;
using Appliance.Guests.Native;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images;

/// <summary>GRUB for a BIOS: boot.img in the first sector, and what that loads between there and the first partition.</summary>
/// <param name="tool">Runs grub-mkimage.</param>
internal sealed class BiosLoader(BuildTool tool)
{
    private const string Folder = "/usr/lib/grub/i386-pc";
    private const int SectorSize = 512;

    private static readonly string[] Modules = ["biosdisk", "part_msdos", "ext2", "search_fs_uuid", "search", "configfile", "normal", "linux", "serial", "terminal", "test", "echo"];

    /// <summary>Writes both; the table of the first sector stays as it is.</summary>
    /// <param name="file">The raw image.</param>
    /// <param name="plan">Its partitions.</param>
    /// <param name="work">A folder for what is made on the way.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="MissingToolException">GRUB is not installed.</exception>
    public async Task WriteAsync(SafeFileHandle file, DiskPlan plan, string work, CancellationToken cancellationToken)
    {
        string program = Programs.Require("grub-mkimage", "grub-common", "to make the loader for a BIOS"), boot = Path.Combine(Folder, "boot.img");
        if (!File.Exists(boot))
        {
            throw new MissingToolException(boot, "grub-pc-bin", "to make the loader for a BIOS");
        }

        string early = Path.Combine(work, "early.cfg"), core = Path.Combine(work, "core.img");
        await File.WriteAllTextAsync(early, $"search.fs_uuid {plan.Root!.Id} root\nset prefix=($root)/boot/grub\nconfigfile $prefix/grub.cfg\n", cancellationToken);
        await tool.RunAsync(program, ["-O", "i386-pc", "-d", Folder, "-p", "/boot/grub", "-c", early, "-o", core, .. Modules], cancellationToken);
        byte[] code = await File.ReadAllBytesAsync(boot, cancellationToken), rest = await File.ReadAllBytesAsync(core, cancellationToken);
        if (rest.Length > plan.Partitions[0].Offset - SectorSize)
        {
            throw new IOException($"GRUB takes {rest.Length} bytes, and before the first partition there are {plan.Partitions[0].Offset - SectorSize}");
        }

        RandomAccess.Write(file, code.AsSpan(0, DosTable.CodeSize), 0);
        RandomAccess.Write(file, rest, SectorSize);
    }
}

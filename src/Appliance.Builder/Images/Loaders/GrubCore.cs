using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Tools;
using Appliance.Guests;
using Appliance.Guests.Native;

namespace Appliance.Builder.Images.Loaders;

/// <summary>Makes GRUB in one piece, with all that it takes to find its menu on a disk.</summary>
/// <param name="tool">Runs grub-mkimage.</param>
/// <param name="disk">The disk.</param>
/// <param name="work">A folder for what is made on the way.</param>
internal sealed class GrubCore(BuildTool tool, DiskPlan disk, string work)
{
    private static readonly string[] Modules = ["search_fs_uuid", "search", "configfile", "normal", "linux", "serial", "terminal", "test", "echo"];

    /// <summary>The folder of a build of GRUB.</summary>
    public static string FolderOf(string platform) => $"/usr/lib/grub/{platform}";

    /// <summary>Makes it.</summary>
    /// <param name="platform">What it runs on, as GRUB calls it: <c>i386-pc</c>.</param>
    /// <param name="package">Debian's package that has its modules.</param>
    /// <param name="purpose">What it is needed for.</param>
    /// <param name="more">Modules of the platform's own.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="MissingToolException">GRUB is not installed.</exception>
    public async Task<byte[]> MakeAsync(string platform, string package, string purpose, string[] more, CancellationToken cancellationToken)
    {
        string program = Programs.Require("grub-mkimage", "grub-common", purpose), list = Path.Combine(FolderOf(platform), "moddep.lst");
        if (!File.Exists(list))
        {
            throw new MissingToolException(list, package, purpose);
        }

        string early = Path.Combine(work, $"{platform}.cfg"), core = Path.Combine(work, $"{platform}.img"), folder = disk.BootPathOf("/boot/grub");
        await File.WriteAllTextAsync(early, $"search.fs_uuid {disk.Boot!.Uuid} root\nset prefix=($root){folder}\nconfigfile $prefix/grub.cfg\n", cancellationToken);
        string[] arguments = ["-O", platform, "-d", FolderOf(platform), "-p", folder, "-c", early, "-o", core, .. more, .. ModulesOfTheDisk(), .. Modules];
        await tool.RunAsync(program, arguments, cancellationToken);
        return await File.ReadAllBytesAsync(core, cancellationToken);
    }

    private IEnumerable<string> ModulesOfTheDisk()
    {
        yield return disk.HasGuids ? "part_gpt" : "part_msdos";
        yield return disk.Boot!.Choice.FileSystem switch
        {
            PartitionContent.Ext4 => "ext2",
            PartitionContent.Esp => "fat",
            PartitionContent other => other.ToString().ToLowerInvariant(),
        };

        if (disk.GroupOf(disk.Boot!) is not null)
        {
            yield return "lvm";
        }
    }
}

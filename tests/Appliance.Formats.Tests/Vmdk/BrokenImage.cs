using Appliance.Formats.Disks;
using Appliance.Formats.Verification;
using Appliance.Formats.Vmdk;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>What is to happen to damaged images: they read, or are refused, and nothing else; a verifier never throws.</summary>
internal static class BrokenImage
{
    // A damaged capacity makes disks that take long to read, but not to walk.
    private const int MostRead = 4 << 20;

    /// <summary>Opens and reads the image <c>vm.vmdk</c>, and verifies it.</summary>
    public static async Task<bool> IsRefusedAsync(MemoryFolder folder)
    {
        await VerifyAsync(folder);
        try
        {
            await using Disk disk = await folder.OpenImageAsync("vm.vmdk");
            await disk.CountDataAsync(CancellationToken.None);
            await disk.ReadAsync(0, new byte[Math.Min(disk.Length, MostRead)], CancellationToken.None);
            return false;
        }
        catch (ImageException)
        {
            return true;
        }
    }

    /// <summary>All that the verifier finds in the image <c>vm.vmdk</c>.</summary>
    public static async Task<FindingList> VerifyAsync(MemoryFolder folder, string name = "vm.vmdk")
    {
        var findings = new FindingList();
        await using Disk file = (await folder.OpenAsync(name, CancellationToken.None))!;
        await VmdkVerifier.VerifyAsync(file, folder, findings, ReadOptions.Default, CancellationToken.None);
        return findings;
    }
}

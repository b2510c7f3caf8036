using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>
/// Every VMDK variant that qemu-img writes, at every awkward size, to VHD, raw and XVA; qemu-img and an independent
/// XVA reader say whether the bytes are the same.
/// </summary>
public sealed class VmdkMatrixTests
{
    private const long MiB = 1L << 20;

    public static TheoryData<string, long> Cases()
    {
        string[] variants = ["monolithicSparse", "monolithicFlat", "twoGbMaxExtentSparse", "twoGbMaxExtentFlat", "streamOptimized"];
        long[] sizes = [0, 512, 2055 * 512, MiB - 512, MiB, MiB + 512, 5L << 30];
        var data = new TheoryData<string, long>();
        foreach (string variant in variants)
        {
            foreach (long size in sizes)
            {
                data.Add(variant, size);
            }
        }

        return data;
    }

    [NeedsToolTheory("qemu-img", "vhdiinfo", "python3", "xxhsum")]
    [MemberData(nameof(Cases))]
    public void Convert_VariantAndSize_OtherProgramsSeeTheSameBytes(string variant, long size)
    {
        using var folder = new TemporaryFolder();
        MakeRaw(folder["truth.raw"], size);
        string vmdk = folder["disk.vmdk"];
        MakeVmdk(variant, size, folder["truth.raw"], vmdk);

        ToRaw(folder, vmdk);
        ToVhd(folder, vmdk, size);
        ToXva(folder, vmdk, size);
    }

    private static void ToRaw(TemporaryFolder folder, string vmdk)
    {
        Command.Succeed("convert", vmdk, folder["out.raw"], "--quiet");
        DiskAssert.SameFiles(folder["truth.raw"], folder["out.raw"]);
    }

    private static void ToVhd(TemporaryFolder folder, string vmdk, long size)
    {
        Command.Succeed("convert", vmdk, folder["out.vhd"], "--quiet");
        Tool.Run("vhdiinfo", folder["out.vhd"]);
        Tool.Run("qemu-img", "compare", "-f", "raw", "-F", "vpc", folder["truth.raw"], folder["out.vhd"]);
        Assert.Contains($"\"virtual-size\": {size}", Tool.Run("qemu-img", "info", "-f", "vpc", "--output=json", folder["out.vhd"]), StringComparison.Ordinal);
    }

    private static void ToXva(TemporaryFolder folder, string vmdk, long size)
    {
        Command.Succeed("convert", vmdk, folder["out.xva"], "--quiet", "--checksum", size > MiB ? "sha1" : "xxhash");
        Directory.CreateDirectory(folder["xva"]);
        Tool.Run(Tool.Python, Path.Combine(AppContext.BaseDirectory, "Oracles", "xva_to_raw.py"), folder["out.xva"], folder["xva"]);
        Assert.InRange(new FileInfo(folder["xva/0.raw"]).Length, size, size + MiB);
        Tool.Run("truncate", "--size", $"{size}", folder["xva/0.raw"]);
        DiskAssert.SameFiles(folder["truth.raw"], folder["xva/0.raw"]);
    }

    private static void MakeVmdk(string variant, long size, string raw, string vmdk)
    {
        if (size == 0)
        {
            // qemu-img 7.2 aborts when it copies to a VMDK without extents, but makes one.
            Tool.Run("qemu-img", "create", "-f", "vmdk", "-o", $"subformat={variant}", vmdk, "0");
            return;
        }

        Tool.Run("qemu-img", "convert", "-f", "raw", "-O", "vmdk", "-o", $"subformat={variant}", raw, vmdk);
    }

    /// <summary>Data at both ends and in the middle; the rest holes.</summary>
    private static void MakeRaw(string path, long size)
    {
        using FileStream file = File.Create(path);
        file.SetLength(size);
        foreach (long at in (long[])[0, (size / 2) - 700, size - 1500])
        {
            int length = (int)Math.Min(1500, size);
            file.Position = Math.Clamp(at, 0, size - length);
            file.Write(TestDisk.RandomBytes(length, seed: (int)(at % 1000)));
        }
    }
}

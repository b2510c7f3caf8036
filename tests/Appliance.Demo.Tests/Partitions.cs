using System.Text.Json;
using Appliance.Testing;

namespace Appliance.Demo.Tests;

/// <summary>Partitions of a raw disk, as sfdisk tells them.</summary>
internal static class Partitions
{
    private const int SectorSize = 512;

    /// <summary>Copies one into a file of its own.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="number">Counted from 1.</param>
    /// <param name="target">The file to make.</param>
    /// <returns><paramref name="target"/>.</returns>
    public static string Copy(string disk, int number, string target)
    {
        using var table = JsonDocument.Parse(Tool.Run("sfdisk", "--json", disk));
        JsonElement partition = table.RootElement.GetProperty("partitiontable").GetProperty("partitions")[number - 1];
        long offset = partition.GetProperty("start").GetInt64() * SectorSize;
        long size = partition.GetProperty("size").GetInt64() * SectorSize;
        Tool.Run("qemu-img", "convert", "-O", "raw", "--image-opts", $"driver=raw,offset={offset},size={size},file.driver=file,file.filename={disk}", target);
        return target;
    }
}

namespace Appliance.Benchmarks;

/// <summary>The files that are converted, made with qemu-img on the first use.</summary>
internal static class Sources
{
    private const long GiB = 1L << 30;

    /// <summary>A sparse file of <paramref name="size"/> GiB that holds about <paramref name="data"/> GiB.</summary>
    public static string Raw(int size, double data)
        => Workspace.Source($"bench-{size}.raw", path => SampleDisk.Make(path, size * GiB, (long)(data * GiB)));

    /// <summary>The same disk as a VMDK.</summary>
    public static string Vmdk(int size, double data, string subformat)
        => Workspace.Source($"bench-{size}-{subformat}.vmdk", path => Convert(Raw(size, data), path, "vmdk", $"subformat={subformat}"));

    /// <summary>The same disk as a dynamic VHD.</summary>
    public static string Vhd(int size, double data)
        => Workspace.Source($"bench-{size}.vhd", path => Convert(Raw(size, data), path, "vpc", "subformat=dynamic,force_size=on"));

    /// <summary>A monolithicSparse VMDK of <paramref name="size"/> bytes with one MiB of data at each of some places.</summary>
    public static string Scattered(string name, long size, IReadOnlyList<long> places) => Workspace.Source(name, path =>
    {
        Command.Output("qemu-img", "create", "-q", "-f", "vmdk", "-o", "subformat=monolithicSparse", path, $"{size}");
        string[] writes = [.. places.SelectMany(place => new[] { "-c", $"write -q -P {Pattern(place)} {place} 1M" })];
        Command.Output("qemu-io", ["-f", "vmdk", .. writes, path]);
    });

    /// <summary>The byte that a scattered disk holds at <paramref name="place"/>.</summary>
    public static int Pattern(long place) => 1 + (int)((place >> 20) % 255);

    private static void Convert(string raw, string path, string format, string options)
        => Command.Output("qemu-img", "convert", "-f", "raw", "-O", format, "-o", options, raw, path);
}

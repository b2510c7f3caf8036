namespace Appliance.Benchmarks;

/// <summary>One thing to be fast at: a VMDK of some kind to a dynamic VHD.</summary>
internal sealed class Conversion
{
    private const long GiB = 1L << 30;
    private readonly Workspace _folder;
    private readonly string _source;

    private Conversion(Workspace folder, int size, double data, string subformat)
    {
        _folder = folder;
        _source = Workspace.Source($"bench-{size}-{subformat}.vmdk", path => MakeVmdk(path, size, data, subformat));
        Name = $"{subformat} VMDK, {size} GiB with {data} GiB of data, to dynamic VHD";
    }

    /// <summary>What is converted to what.</summary>
    public string Name { get; }

    /// <summary>The conversions that count.</summary>
    public static IEnumerable<Conversion> All(Workspace folder)
    {
        yield return new Conversion(folder, size: 4, data: 1.5, "streamOptimized");
        yield return new Conversion(folder, size: 4, data: 1.5, "monolithicSparse");
    }

    /// <summary>A disk large enough to show whether memory grows with it.</summary>
    public static Conversion Large(Workspace folder) => new(folder, size: 64, data: 0.5, "streamOptimized");

    /// <summary>Two results: ours, then the faster one of qemu-img's two ways to write.</summary>
    public IReadOnlyList<Result> Compete(string appliance, int rounds)
    {
        string target = _folder.Target;
        string[] qemu = ["qemu-img", "convert", "-f", "vmdk", "-O", "vpc", "-o", "subformat=dynamic,force_size=on"];
        Contender[] contenders =
        [
            new("appliance convert", [appliance, "convert", "--quiet", _source, target]),
            new("qemu-img convert", [.. qemu, _source, target]),
            new("qemu-img convert -W", [.. qemu, "-W", _source, target]),
        ];
        WarmUp();
        IReadOnlyList<Result> results = Contest.Run(contenders, rounds, beforeEach: () => File.Delete(target));
        return [results[0], results.Skip(1).MinBy(result => result.Wall)!];
    }

    /// <summary>Another program says that our target holds what the source holds.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public void Check(string appliance)
    {
        File.Delete(_folder.Target);
        Command.Output(appliance, "convert", "--quiet", _source, _folder.Target);
        string answer = Command.Output("qemu-img", "compare", "-f", "vmdk", "-F", "vpc", _source, _folder.Target);
        Console.WriteLine($"qemu-img compare: {answer.Trim()}");
    }

    /// <summary>Both sides read from memory: the disk's speed is not what is compared.</summary>
    private void WarmUp()
    {
        using FileStream stream = File.OpenRead(_source);
        stream.CopyTo(Stream.Null);
    }

    private static void MakeVmdk(string path, int size, double data, string subformat)
    {
        string raw = Workspace.Source($"bench-{size}.raw", path => SampleDisk.Make(path, size * GiB, (long)(data * GiB)));
        Command.Output("qemu-img", "convert", "-f", "raw", "-O", "vmdk", "-o", $"subformat={subformat}", raw, path);
    }
}

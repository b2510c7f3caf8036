using Appliance.Cli.Output;
using Appliance.Formats.IO.Compression;

namespace Appliance.Cli.Commands;

/// <summary>The format and the compression that a target's name and the options beside it ask for.</summary>
/// <param name="Format">What to write.</param>
/// <param name="Compression">How to compress it; null for not at all.</param>
internal sealed record TargetChoice(TargetFormat Format, CompressionFormat? Compression)
{
    /// <summary>Reads <c>web01.xva.gz</c> and the like.</summary>
    /// <param name="target">A path, or <see cref="StandardOutput.Argument"/>.</param>
    /// <param name="to">The format's name, or null where the path tells it; without either, standard output gets an XVA.</param>
    /// <param name="compress">The compression's name, or null where the path tells it.</param>
    /// <exception cref="UsageException">They do not tell, contradict each other, or ask for what the format cannot do.</exception>
    public static TargetChoice Read(string target, string? to, string? compress)
    {
        CompressionFormat? named = CompressionFormat.All.FirstOrDefault(format => HasExtension(target, format.Extension));
        CompressionFormat? compression = compress is null ? named : FindCompression(compress);
        if (named is not null && named != compression)
        {
            throw new UsageException($"\"{target}\" and --compress {compress} contradict each other");
        }

        string path = named is null ? target : target[..^named.Extension.Length];
        var choice = new TargetChoice(FindFormat(target == StandardOutput.Argument ? ".xva" : path, to), compression);
        choice.RefuseImpossible(target == StandardOutput.Argument);
        return choice;
    }

    private static CompressionFormat FindCompression(string name)
        => CompressionFormat.All.FirstOrDefault(format => HasName(format, name))
            ?? throw new UsageException($"--compress {name}: there are gz and zst");

    /// <summary>By either of its names: gz or gzip.</summary>
    private static bool HasName(CompressionFormat format, string name)
        => name.Equals(format.Name, StringComparison.OrdinalIgnoreCase)
            || name.Equals(format.Extension[1..], StringComparison.OrdinalIgnoreCase);

    private static bool HasExtension(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private static TargetFormat FindFormat(string path, string? name)
    {
        TargetFormat? found = name is not null
            ? TargetFormat.All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            : TargetFormat.All.FirstOrDefault(format => format.Extensions.Any(extension => HasExtension(path, extension)));
        return found ?? throw new UsageException(name is null
            ? $"\"{path}\" does not say what to write; choose with --to ({TargetFormat.Names})"
            : $"--to {name}: there is no such format ({TargetFormat.Names})");
    }

    private void RefuseImpossible(bool toStandardOutput)
    {
        if (Format.OpenStream is not null || !(toStandardOutput || Compression is not null))
        {
            return;
        }

        string can = string.Join(", ", TargetFormat.All.Where(format => format.OpenStream is not null).Select(format => format.Name));
        string wish = toStandardOutput ? "go to standard output" : "be compressed while it is written";
        string wayOut = toStandardOutput ? "write it to a file" : $"write it plain and run {Compression!.Name} on it";
        throw new UsageException(
            $"{Format.Name} {Format.Obstacle}, so it cannot {wish}; {wayOut}, or choose one of {can}");
    }
}

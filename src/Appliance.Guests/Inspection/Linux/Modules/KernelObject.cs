using System.Text;
using Appliance.Formats;

namespace Appliance.Guests.Inspection.Linux.Modules;

/// <summary>A module as Linux loads it: a relocatable ELF file whose section .modinfo tells what it is.</summary>
internal sealed record KernelObject
{
    private KernelObject(byte[] bytes, string machine, IReadOnlyDictionary<string, string> information)
    {
        Bytes = bytes;
        Machine = machine;
        Information = information;
    }

    /// <summary>The file, decompressed.</summary>
    public byte[] Bytes { get; }

    /// <summary>The processor, as Linux names it: x86_64.</summary>
    public string Machine { get; }

    /// <summary>The first value of each key of .modinfo: vermagic, depends, name.</summary>
    public IReadOnlyDictionary<string, string> Information { get; }

    /// <summary>The release that it was built for, the first word of vermagic; null where it does not say.</summary>
    public string? Release => Information.GetValueOrDefault("vermagic")?.Split(' ')[0];

    /// <summary>Names of the modules it needs, with <c>_</c>.</summary>
    public IReadOnlyList<string> Dependencies
        => [.. Information.GetValueOrDefault("depends", "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ModuleName.Normalize)];

    /// <summary>Reads a module.</summary>
    /// <param name="bytes">The file, decompressed.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidImageException">It is no ELF file of a known processor, or damaged.</exception>
    public static KernelObject Parse(byte[] bytes, string name)
    {
        if (ElfFile.Parse(bytes) is not { } elf)
        {
            throw new InvalidImageException(name, "is no ELF file, as a kernel module has to be");
        }

        string machine = elf.Machine ?? throw new InvalidImageException(name, "is a kernel module of an unknown processor");
        return new KernelObject(bytes, machine, Read(elf.FindSection(".modinfo")));
    }

    private static Dictionary<string, string> Read(ReadOnlySpan<byte> section)
    {
        var information = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in Encoding.UTF8.GetString(section).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            if (text.IndexOf('=', StringComparison.Ordinal) is var at and > 0)
            {
                information.TryAdd(text[..at], text[(at + 1)..]);
            }
        }

        return information;
    }
}

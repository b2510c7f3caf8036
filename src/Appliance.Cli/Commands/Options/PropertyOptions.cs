using System.Text;
using Appliance.Runtime.Environments;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>What the machines are told by their OVF properties.</summary>
internal sealed class PropertyOptions
{
    // A script for the guest may be among them.
    private const int LargestFile = 256 << 10;

    /// <summary>Values.</summary>
    [Option("--property <PROPERTY>", "KEY=VALUE: give an OVF property of the package this value; with several machines, MACHINE:KEY=VALUE where more than one has it, and :KEY=VALUE for one of the whole. inspect shows which there are. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Values { get; set; } = [];

    /// <summary>Values in files.</summary>
    [Option("--property-file <PROPERTY>", "KEY=FILE: the same, with the value in a file, whose last line break is left out: for passwords, which do not belong on a command line; nobody is shown it, and it goes onto the disc alone. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Files { get; set; } = [];

    /// <summary>What they come to.</summary>
    /// <exception cref="UsageException">One of them cannot be read.</exception>
    public IReadOnlyList<PropertyWish> Read() =>
    [
        .. Values.Select(pair => Split(pair, "--property", "VALUE")).Select(pair => new PropertyWish(pair.Key, pair.Value, IsPrivate: false)),
        .. Files.Select(pair => Split(pair, "--property-file", "FILE")).Select(pair => new PropertyWish(pair.Key, ReadFile(pair.Value), IsPrivate: true)),
    ];

    // What stands behind a key may be a secret, and is not repeated.
    private static KeyValuePair<string, string> Split(string pair, string option, string what)
    {
        int at = pair.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? KeyValuePair.Create(pair[..at], pair[(at + 1)..]) : throw new UsageException($"{option}: give KEY={what}");
    }

    private static string ReadFile(string path)
    {
        if (path.Length == 0)
        {
            throw new UsageException("--property-file: give KEY=FILE");
        }

        try
        {
            string text = new FileInfo(path).Length <= LargestFile ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path))
                : throw new UsageException($"--property-file: {path} has more than {LargestFile >> 10} KiB");
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new UsageException($"--property-file: {path} cannot be read: {(e is DecoderFallbackException ? "it is no text in UTF-8" : e.Message)}");
        }
    }
}

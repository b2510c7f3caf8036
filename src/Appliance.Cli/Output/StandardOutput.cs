using Appliance.Formats.IO.Native;

namespace Appliance.Cli.Output;

/// <summary>Standard output, for content instead of text.</summary>
internal static class StandardOutput
{
    /// <summary>What the command line calls it.</summary>
    public const string Argument = "-";

    /// <summary>What messages call it.</summary>
    public const string Name = "standard output";

    /// <summary>Opens it; nothing else may be printed from here on.</summary>
    /// <exception cref="UsageException">It is a terminal.</exception>
    public static Stream Open()
    {
        if (!Console.IsOutputRedirected)
        {
            throw new UsageException($"{Name} is a terminal; redirect it to a file or a program");
        }

        return OperatingSystem.IsLinux() ? new DescriptorStream(1, Name) : Console.OpenStandardOutput();
    }
}

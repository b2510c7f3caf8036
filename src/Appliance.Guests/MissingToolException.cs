namespace Appliance.Guests;

/// <summary>A library or program that is needed is not installed. The message names the package that has it.</summary>
public sealed class MissingToolException : Exception
{
    /// <summary>Reports what is missing.</summary>
    /// <param name="tool">The library or program: <c>libext2fs.so.2</c>.</param>
    /// <param name="package">Debian's package: <c>libext2fs2</c>.</param>
    /// <param name="purpose">What it is needed for: "to read and write ext4".</param>
    public MissingToolException(string tool, string package, string purpose)
        : base($"{tool} is needed {purpose}, and is not installed: apt-get install {package}")
    {
        Tool = tool;
        Package = package;
    }

    /// <summary>The library or program.</summary>
    public string Tool { get; }

    /// <summary>Debian's package that has it.</summary>
    public string Package { get; }
}

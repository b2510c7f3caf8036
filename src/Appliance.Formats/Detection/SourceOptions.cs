namespace Appliance.Formats.Detection;

/// <summary>What the user can say about a source that its bytes do not.</summary>
public sealed class SourceOptions
{
    /// <summary>The defaults.</summary>
    public static SourceOptions Default { get; } = new();

    /// <summary>The format to take the file for, instead of looking at its bytes; default null.</summary>
    public ImageFormat? From { get; init; }

    /// <summary>The configuration of an OVF to take; default null, the package's own default.</summary>
    public string? Configuration { get; init; }

    /// <summary>
    /// Paths of the files that a QCOW2 image lies over, from its parent downwards; default none. Each is taken for what
    /// its bytes say, and the names in the images are not followed.
    /// </summary>
    public IReadOnlyList<string> BackingFiles { get; init; } = [];

    /// <summary>What holds for the images in a package: the format that the user names is the package's, and they are looked at.</summary>
    internal SourceOptions ForImages => new() { ImageOpened = ImageOpened };

    /// <summary>Told what each image turned out to be when it is opened, by its name; default nobody.</summary>
    public Action<string, ImageFormat> ImageOpened { get; init; } = static (_, _) => { };
}

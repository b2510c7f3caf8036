namespace Appliance.Formats.Detection;

/// <summary>What formats are called on the command line and in messages, and what file names claim.</summary>
public static class FormatNames
{
    private static readonly (ImageFormat Format, string Name)[] Names =
    [
        (ImageFormat.Raw, "raw"),
        (ImageFormat.Vmdk, "vmdk"),
        (ImageFormat.VmdkDescriptor, "vmdk-descriptor"),
        (ImageFormat.Cowd, "cowd"),
        (ImageFormat.SeSparse, "sesparse"),
        (ImageFormat.Vhd, "vhd"),
        (ImageFormat.Vhdx, "vhdx"),
        (ImageFormat.Qcow, "qcow"),
        (ImageFormat.Qcow2, "qcow2"),
        (ImageFormat.Vdi, "vdi"),
        (ImageFormat.Ova, "ova"),
        (ImageFormat.Xva, "xva"),
        (ImageFormat.Ovf, "ovf"),
        (ImageFormat.Vmx, "vmx"),
        (ImageFormat.Gzip, "gzip"),
        (ImageFormat.Zstd, "zstd"),
        (ImageFormat.Bzip2, "bzip2"),
        (ImageFormat.Xz, "xz"),
        (ImageFormat.Zip, "zip"),
        (ImageFormat.SevenZip, "7z"),
    ];

    // What the file is must be said by its bytes: without a signature, a file of this name is damaged and not raw.
    private static readonly string[] StructuredExtensions = [".vmdk", ".vhd", ".vhdx", ".ova", ".ovf", ".vmx", ".xva", ".qcow2", ".vdi"];

    /// <summary>The name of a format, in lower case.</summary>
    public static string Of(ImageFormat format) => Names.First(entry => entry.Format == format).Name;

    /// <summary>The format of a name, or null.</summary>
    public static ImageFormat? Find(string name)
    {
        foreach ((ImageFormat format, string known) in Names)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return format;
            }
        }
        return null;
    }

    /// <summary>The structured format that a file's name claims, as people write it ("VMDK"), or null.</summary>
    public static string? ClaimOf(string fileName)
    {
        string extension = Path.GetExtension(fileName);
        return StructuredExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase) ? extension[1..].ToUpperInvariant() : null;
    }
}

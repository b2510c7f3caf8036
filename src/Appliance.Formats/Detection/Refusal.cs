namespace Appliance.Formats.Detection;

/// <summary>Why a format is not read, and the way out.</summary>
internal static class Refusal
{
    /// <summary>The sentence that follows the file's name.</summary>
    public static string Of(ImageFormat format) => format switch
    {
        ImageFormat.Zstd => Compressed("zstd", "zstd -d"),
        ImageFormat.Bzip2 => Compressed("bzip2", "bunzip2 -k"),
        ImageFormat.Xz => Compressed("xz", "xz -dk"),
        ImageFormat.Gzip => Compressed("gzip, twice", "gunzip -k"),
        ImageFormat.Zip => "is a zip archive; unpack it first (unzip FILE) and give what was in it",
        ImageFormat.SevenZip => "is a 7-Zip archive; unpack it first (7z x FILE) and give what was in it",
        ImageFormat.Qcow => Foreign("QCOW"),
        ImageFormat.Vdi => Foreign("VDI"),
        ImageFormat.Ova => "is a tar archive (OVA), not a disk image; open it as a package",
        ImageFormat.Xva => "is an XVA package, not a disk image; open it as a package",
        ImageFormat.Ovf => "is an OVF descriptor, not a disk image; open it as a package",
        ImageFormat.Vmx => "is the configuration of a VMware machine, whose disks lie beside it; give its path or that of its folder",
        _ => $"is {FormatNames.Of(format)}, which is not read here",
    };

    private static string Compressed(string method, string command)
        => $"is compressed with {method}; unpack it first ({command} FILE)";

    private static string Foreign(string format)
        => $"is a {format} image, which is not read yet; make a raw one of it first (qemu-img convert -O raw FILE FILE.raw)";
}

namespace Appliance.Formats.Detection;

/// <summary>Bytes at a fixed place that tell a format.</summary>
/// <param name="Format">The format.</param>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="Bytes">What stands there.</param>
internal sealed record Signature(ImageFormat Format, int Offset, byte[] Bytes)
{
    // Behind the text "<<< Oracle VM VirtualBox Disk Image >>>" (VirtualBox, VDICore.h: VDIPREHEADER).
    private const int VdiOffset = 64;

    /// <summary>Every signature at a fixed place; no two of them can match the same bytes, but for their order in qcow.</summary>
    public static readonly IReadOnlyList<Signature> All =
    [
        new(ImageFormat.Vmdk, 0, [.. "KDMV"u8]),
        new(ImageFormat.Cowd, 0, [.. "COWD"u8]),
        new(ImageFormat.SeSparse, 0, [0xBE, 0xBA, 0xFE, 0xCA, 0, 0, 0, 0]),
        new(ImageFormat.Vhd, 0, [.. "conectix"u8]),
        new(ImageFormat.Vhdx, 0, [.. "vhdxfile"u8]),
        new(ImageFormat.Qcow, 0, [.. "QFI"u8, 0xFB, 0, 0, 0, 1]),
        new(ImageFormat.Qcow2, 0, [.. "QFI"u8, 0xFB]),
        new(ImageFormat.Vdi, VdiOffset, [0x7F, 0x10, 0xDA, 0xBE]),
        new(ImageFormat.Gzip, 0, [0x1F, 0x8B, 8]),
        new(ImageFormat.Zstd, 0, [0x28, 0xB5, 0x2F, 0xFD]),
        new(ImageFormat.Bzip2, 0, [.. "BZh"u8]),
        new(ImageFormat.Xz, 0, [0xFD, .. "7zXZ"u8, 0]),
        new(ImageFormat.Zip, 0, [.. "PK"u8, 3, 4]),
        new(ImageFormat.SevenZip, 0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C]),
    ];

    /// <summary>Whether the head of a file holds the signature.</summary>
    public bool Matches(ReadOnlySpan<byte> head) => head.Length >= Offset && head[Offset..].StartsWith(Bytes);
}

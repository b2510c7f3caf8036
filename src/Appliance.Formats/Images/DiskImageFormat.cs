using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Qcow2;
using Appliance.Formats.Raw;
using Appliance.Formats.Vhd;
using Appliance.Formats.Vmdk;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Images;

/// <summary>What a disk can be written as: one entry a format.</summary>
public sealed class DiskImageFormat
{
    private DiskImageFormat(string name, string extension, FileOpener openFile)
    {
        Name = name;
        Extension = extension;
        OpenFile = openFile;
    }

    /// <summary>Makes the writer of an image in an empty file, at random.</summary>
    internal delegate DiskWriter FileOpener(SafeFileHandle file, DiskImage image);

    /// <summary>
    /// Makes the writer of an image from its first byte to its last; null where this content does not tell enough
    /// beforehand, so that the image has to be built in a file.
    /// </summary>
    internal delegate ValueTask<DiskWriter?> StreamOpener(Stream target, DiskImage image, DiskContent content, CancellationToken cancellationToken);

    /// <summary>The plain bytes, with holes where they are zero.</summary>
    public static DiskImageFormat Raw { get; } = new("raw image", ".raw", static (file, image) => new RawWriter(file, 0, image.Length))
    {
        ReadAs = ImageFormat.Raw,
        OpenStream = static (target, image, _, _) => new(new RawStreamWriter(target, image.Length)),
    };

    /// <summary>Dynamic VHD, which Xen's storage managers use.</summary>
    public static DiskImageFormat Vhd { get; } = new(
        "dynamic VHD", ".vhd", static (file, image) => new VhdDynamicWriter(file, 0, image.Length, image.Id, image.Options))
    {
        CheckSize = VhdLimits.Check,
        OpenStream = static async (target, image, content, cancellationToken) => content.Disk is { } disk
            ? await VhdDynamicStreamWriter.CreateAsync(target, disk, image.Id, image.Options, cancellationToken)
            : null,
    };

    /// <summary>Fixed VHD, which Azure wants.</summary>
    public static DiskImageFormat VhdFixed { get; } = new(
        "fixed VHD", ".vhd", static (file, image) => new VhdFixedWriter(file, 0, image.Length, image.Id, image.Options))
    {
        CheckSize = VhdLimits.Check,
        ReadAs = ImageFormat.Vhd,
        OpenStream = static (target, image, _, _) => new(new VhdFixedStreamWriter(target, image.Length, image.Id, image.Options)),
    };

    /// <summary>QCOW2, which XCP-ng takes for disks beyond the reach of VHD.</summary>
    public static DiskImageFormat Qcow2 { get; } = new("QCOW2", ".qcow2", static (file, image) => new Qcow2Writer(file, image.Length));

    /// <summary>streamOptimized VMDK, the way back to VMware.</summary>
    public static DiskImageFormat Vmdk { get; } = new(
        "streamOptimized VMDK", ".vmdk", static (file, image) => new VmdkStreamWriter(new FileOutput(file), image.Length, LabelOf(image)))
    {
        CheckSize = VmdkLimits.Check,
        OpenStream = static (target, image, _, _) => new(new VmdkStreamWriter(new StreamOutput(target), image.Length, LabelOf(image))),
    };

    /// <summary>monolithicSparse VMDK, which VMware's desktop products and VirtualBox use as it is.</summary>
    public static DiskImageFormat VmdkSparse { get; } = new(
        "monolithicSparse VMDK", ".vmdk", static (file, image) => new VmdkSparseWriter(file, image.Length, LabelOf(image)))
    {
        CheckSize = VmdkLimits.Check,
    };

    /// <summary>What it is, in a few words.</summary>
    public string Name { get; }

    /// <summary>How names of its files end.</summary>
    public string Extension { get; }

    /// <summary>Whether it can be written from its first byte to its last: to standard output, or compressed.</summary>
    public bool CanStream => OpenStream is not null;

    /// <summary>
    /// What to take an image for when it is read back; null where its bytes tell. Those of a raw disk, and the first ones of
    /// a fixed VHD, are the guest's and may look like anything.
    /// </summary>
    internal ImageFormat? ReadAs { get; private init; }

    /// <summary>Makes the writer of an image in a file.</summary>
    internal FileOpener OpenFile { get; }

    /// <summary>Whether it makes sense for one disk only; default false.</summary>
    internal bool TakesOneDisk { get; private init; }

    /// <summary>Makes the writer of an image in a stream; null where the format's tables cannot be written before what they tell.</summary>
    internal StreamOpener? OpenStream { get; private init; }

    /// <summary>Refuses a disk, by its name and bytes, that is too large; default takes all.</summary>
    internal Action<string, long> CheckSize { get; private init; } = static (_, _) => { };

    /// <summary>Differencing VHD: what differs from a parent.</summary>
    /// <param name="parent">What it lies over; stays open, and has to until all is written.</param>
    public static DiskImageFormat VhdOver(VhdParent parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        return new("differencing VHD", ".vhd", (file, image) => OpenOver(file, image, parent))
        {
            CheckSize = parent.Check,
            TakesOneDisk = true,
        };
    }

    private static VhdDifferencingWriter OpenOver(SafeFileHandle file, DiskImage image, VhdParent parent)
    {
        // Made from a later state of the same source, the child would else have the identity of its parent.
        Guid id = SeededGuid.Create(image.Id.ToString(), parent.Id.ToString());
        return new VhdDifferencingWriter(file, image.Path, parent, image.Length, id, image.Options);
    }

    private static VmdkDiskLabel LabelOf(DiskImage image) => new(image.FileName, image.Id, image.Bus);
}

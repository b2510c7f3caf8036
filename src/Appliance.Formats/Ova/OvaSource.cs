using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;

namespace Appliance.Formats.Ova;

/// <summary>Opens OVA files: an OVF package in a tar archive (DSP0243, "Distribution as a Single File").</summary>
public static class OvaSource
{
    /// <summary>Opens an OVA, plain or packed with gzip.</summary>
    /// <param name="file">The archive; owned from now on, also where there is an error.</param>
    /// <param name="openImage">Opens disk images.</param>
    /// <param name="options">Limits, and whether to accept what cannot be verified.</param>
    /// <param name="ovf">Which configuration to read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The archive is damaged, hostile, or not as its manifest or signature says.</exception>
    /// <exception cref="UnsupportedImageException">It is no tar archive, or uses what we do not read.</exception>
    public static async ValueTask<IMachineSource> OpenAsync(
        Disk file, ImageOpener openImage, ReadOptions options, OvfReadOptions? ovf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        OvaFolder folder = await OpenFolderAsync(file, options, cancellationToken);
        await using var opened = new Ownership<OvaFolder>(folder);
        string descriptor = FindDescriptor(folder);

        return await OvfSource.OpenAsync(opened.Release(), descriptor, file.Name, "OVA, ", openImage, options, ovf, cancellationToken);
    }

    /// <summary>Opens the archive, unpacked where it has to be. Owns the file, also where there is an error.</summary>
    internal static async ValueTask<OvaFolder> OpenFolderAsync(Disk file, ReadOptions options, CancellationToken cancellationToken)
    {
        await using var opened = new Ownership<Disk>(file);
        opened.Wrap(await OvaCompression.UnpackAsync(file, options, cancellationToken));
        OvaFolder folder = await OvaFolder.OpenAsync(opened.Held, options, cancellationToken);
        opened.Release();
        return folder;
    }

    /// <summary>The archive's descriptor; where there are several, the one that a manifest is named after.</summary>
    /// <exception cref="InvalidImageException">There is none.</exception>
    /// <exception cref="UnsupportedImageException">There are several, and nothing tells which is meant.</exception>
    internal static string FindDescriptor(IListedFolder folder)
    {
        string[] descriptors = [.. folder.FileNames.Where(name => name.EndsWith(".ovf", StringComparison.OrdinalIgnoreCase))];
        string[] proven = [.. descriptors.Where(name => folder.Exists(Path.ChangeExtension(name, ".mf")))];
        return (descriptors, proven) switch
        {
            ({ Length: 0 }, _) => throw new InvalidImageException(folder.Name, "holds no .ovf descriptor, so it is no appliance"),
            ({ Length: 1 }, _) => descriptors[0],
            (_, { Length: 1 }) => proven[0],
            _ => throw new UnsupportedImageException(
                folder.Name, $"holds {descriptors.Length} descriptors ({RelativeName.Printable(string.Join(", ", descriptors))}); unpack it and name the one that is meant"),
        };
    }
}

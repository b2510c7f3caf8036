using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vmdk;

/// <summary>
/// Finds the descriptor that an extent belongs to. People give <c>web-flat.vmdk</c> or <c>web-000001-delta.vmdk</c>,
/// the large file, and mean the disk; alone it is raw bytes, or a delta whose parent is told elsewhere.
/// </summary>
internal static class VmdkExtentOwner
{
    /// <summary>Opens the descriptor beside an extent, where that names it.</summary>
    /// <param name="file">What may be an extent.</param>
    /// <param name="siblings">Where its descriptor would be; null where there is no such place.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The descriptor's file; null where there is none, or it does not speak of <paramref name="file"/>.</returns>
    public static async ValueTask<Disk?> FindAsync(Disk file, IFileFolder? siblings, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(file.Name);
        if (siblings is null || VmdkFileNames.DescriptorOf(name) is not { } descriptorName)
        {
            return null;
        }

        Disk? found = await siblings.OpenAsync(descriptorName, cancellationToken);
        if (found is null || await NamesAsync(found, name, cancellationToken))
        {
            return found;
        }

        await found.DisposeAsync();
        return null;
    }

    private static async ValueTask<bool> NamesAsync(Disk file, string extent, CancellationToken cancellationToken)
    {
        try
        {
            VmdkDescriptor descriptor = await VmdkLinkOpener.ReadDescriptorAsync(file, cancellationToken);
            return descriptor.Extents.Any(line => line.HasFile && line.FileName.Equals(extent, StringComparison.Ordinal));
        }
        catch (ImageException)
        {
            return false;
        }
    }
}

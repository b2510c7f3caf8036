using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.Qcow2;
using Appliance.Formats.Vhd;
using Appliance.Runtime.Importing;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>Fills new VDIs, whose bytes are all zero.</summary>
/// <param name="upload">Sends to the pool.</param>
/// <param name="form">In which form; not <see cref="DiskTransfer.Xva"/>, which is not one of disks.</param>
/// <param name="retries">Says which broken uploads are tried again.</param>
internal sealed class VdiUpload(XapiUpload upload, DiskTransfer form, UploadRetries retries)
{
    private const int Workers = 2;

    /// <summary>Writes the data ranges of a disk.</summary>
    /// <param name="vdi">The VDI's reference.</param>
    /// <param name="content">The disk.</param>
    /// <param name="progress">Called from any thread.</param>
    /// <param name="cancellationToken">Stops the work; the VDI is worth nothing then.</param>
    /// <exception cref="XapiException">It was refused, or failed: what the task says.</exception>
    /// <exception cref="HostException">The host does not answer.</exception>
    /// <exception cref="UnsupportedImageException">The disk comes by once, which this form is not made for.</exception>
    public async Task RunAsync(string vdi, DiskContent content, Action<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        if (form == DiskTransfer.Raw)
        {
            await using var writer = new VdiWriter(vdi, content.Disk, upload, retries);
            await content.CopyToAsync(writer, Workers, progress, cancellationToken);
        }
        else
        {
            Disk disk = content.Disk ?? throw new UnsupportedImageException(content.Name, $"comes by only once, and as {FormatName} a disk is described before it is sent; leave --transfer out, or save the package first");
            await (await HasDataAsync(disk, cancellationToken) ? SendWholeAsync(vdi, disk, content, progress, cancellationToken) : content.CopyToAsync(new NullWriter(VdiWriter.PieceSize), Workers, progress, cancellationToken));
        }
    }

    // A new VDI is zero, and older readers of QCOW2 fall over an image without content.
    private static async Task<bool> HasDataAsync(Disk disk, CancellationToken cancellationToken)
    {
        for (long offset = 0; offset < disk.Length;)
        {
            Extent extent = await disk.FindExtentAsync(offset, cancellationToken);
            if (extent.HasData)
            {
                return true;
            }

            offset = extent.End;
        }

        return false;
    }

    private string FormatName => form == DiskTransfer.Vhd ? "vhd" : "qcow2";

    private async Task SendWholeAsync(string vdi, Disk disk, DiskContent content, Action<CopyProgress>? progress, CancellationToken cancellationToken)
        => await upload.RunAsync(
            $"/import_raw_vdi?vdi={Uri.EscapeDataString(vdi)}&format={FormatName}",
            async body =>
            {
                await using DiskWriter writer = await OpenAsync(body, disk, cancellationToken);
                await content.CopyToAsync(writer, Workers, progress, cancellationToken);
            },
            _ => Task.CompletedTask,
            cancellationToken);

    // The host looks at no identity.
    private async ValueTask<DiskWriter> OpenAsync(Stream body, Disk disk, CancellationToken cancellationToken) => form == DiskTransfer.Vhd
        ? await VhdDynamicStreamWriter.CreateAsync(body, disk, Guid.NewGuid(), WriteOptions.Default, cancellationToken)
        : await Qcow2StreamWriter.CreateAsync(body, disk, cancellationToken);
}

using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;
using Appliance.Formats.Verification;
using Appliance.Formats.Vhd;
using Appliance.Formats.Vmdk;
using Appliance.Formats.Xva;

namespace Appliance.Converter.Verifying;

/// <summary>Looks at everything a file says of itself, and collects what does not hold.</summary>
public static class Verification
{
    // What is wrong with a file that nothing else than reading it could tell.
    private const string UnreadableCode = "unreadable";
    private const int ReadSize = 1 << 20;

    /// <summary>Verifies a package or a disk image.</summary>
    /// <param name="path">A file, or a folder with one OVF.</param>
    /// <param name="options">What may be read.</param>
    /// <param name="source">What the user says about it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static async Task<VerificationReport> RunAsync(
        string path, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(source);
        var findings = new FindingList();
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        try
        {
            string format = await VerifyAsync(path, findings, options, source, cancellationToken);
            return new VerificationReport(name, format, findings);
        }
        catch (ImageException e)
        {
            findings.Error(UnreadableCode, e);
            return new VerificationReport(name, "unknown", findings);
        }
    }

    private static async Task<string> VerifyAsync(
        string path, FindingList findings, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            await using FileDisk file = FileDisk.Open(path);
            ImageFormat format = source.From ?? await FormatDetector.DetectAsync(file, cancellationToken);
            if (await VerifyImageAsync(file, format, new LocalFolder(Path.GetDirectoryName(Path.GetFullPath(path))!), findings, options, cancellationToken))
            {
                return FormatNames.Of(format);
            }
        }

        return await VerifyByReadingAsync(path, options, source, cancellationToken);
    }

    /// <summary>Formats that have a verifier of their own.</summary>
    private static async Task<bool> VerifyImageAsync(
        FileDisk file, ImageFormat format, LocalFolder folder, FindingList findings, ReadOptions options, CancellationToken cancellationToken)
    {
        switch (format)
        {
            case ImageFormat.Vmdk or ImageFormat.VmdkDescriptor or ImageFormat.Cowd or ImageFormat.SeSparse:
                await VmdkVerifier.VerifyAsync(file, folder, findings, options, cancellationToken);
                return true;
            case ImageFormat.Vhd:
                await VhdVerifier.VerifyAsync(file, folder, findings, options, cancellationToken);
                return true;
            case ImageFormat.Xva:
                await XvaVerifier.VerifyAsync(file, findings, options, cancellationToken);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The others, packages above all: every disk is read to its end, then manifest and signature are checked.</summary>
    private static async Task<string> VerifyByReadingAsync(
        string path, ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        await using IMachineSource opened = await MachineSources.OpenAsync(path, options, source, cancellationToken);
        foreach (MachineDisk disk in opened.Group.Disks)
        {
            await using Disk content = await opened.OpenDiskAsync(disk, cancellationToken);
            await ReadAsync(content, cancellationToken);
        }

        await opened.VerifyAsync(cancellationToken);
        return opened.Format;
    }

    private static async Task ReadAsync(Disk disk, CancellationToken cancellationToken)
    {
        var buffer = new byte[ReadSize];
        for (long offset = 0; offset < disk.Length;)
        {
            Extent extent = await disk.FindExtentAsync(offset, cancellationToken);
            int count = (int)Math.Min(extent.Length, ReadSize);
            if (extent.HasData)
            {
                await disk.ReadAsync(offset, buffer.AsMemory(0, count), cancellationToken);
            }

            offset += extent.HasData ? count : extent.Length;
        }
    }
}

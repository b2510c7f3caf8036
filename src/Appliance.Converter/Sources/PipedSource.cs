using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;
using Appliance.Formats.Streaming;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Converter.Sources;

/// <summary>Standard input: a pipe, or a file that the shell has opened.</summary>
internal static class PipedSource
{
    private const string Name = "standard input";
    private const string Path = "/dev/stdin";

    /// <summary>Opens what is on standard input.</summary>
    public static ValueTask<IMachineSource> OpenAsync(ReadOptions options, SourceOptions source, CancellationToken cancellationToken)
    {
        return TryOpenFile() is { } file
            ? MachineSources.OpenAsync(file, new NoFolder(Name), options, source, cancellationToken)
            : ForwardSources.OpenAsync(new ForwardFile(Console.OpenStandardInput(), Name), fileLength: null, options, source, cancellationToken);
    }

    /// <summary>A regular file that stands at its start can be read at random; null for everything else.</summary>
    private static FileDisk? TryOpenFile()
    {
        if (!FileDisk.CanOpen(Path))
        {
            return null;
        }

        var handle = new SafeFileHandle(0, ownsHandle: false);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return stream.Position == 0 ? FileDisk.Open(Path, Name) : null;
    }
}

using System.Globalization;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Storage.Wire;

/// <summary>Tells how large a file or block device on a host is, and how much of that is used.</summary>
internal static class RemoteSize
{
    /// <summary>Its bytes.</summary>
    /// <exception cref="HostException">It is missing, or does not tell.</exception>
    public static async Task<long> MeasureAsync(IHostShell shell, string path, CancellationToken cancellationToken)
    {
        // The kernel counts sectors of 512 bytes, whatever those of the device are.
        string script = $$"""
            f={{ShellText.Quote(path)}}
            if [ ! -b "$f" ]; then stat -L -c %s "$f"; exit; fi
            blockdev --getsize64 "$f" 2> /dev/null && exit
            device=$(readlink -f "$f") && read -r sectors < "/sys/class/block/${device##*/}/size" && echo "$((sectors * 512))"
            """;
        string length = (await shell.RunAsync(script, cancellationToken)).Demand($"open {path}");
        return long.TryParse(length.Trim(), out long bytes) && bytes >= 0 ? bytes : throw new HostException(shell.Name, $"{path}: its size cannot be told");
    }

    /// <summary>Whether anything but zeros lies behind so many bytes of it.</summary>
    /// <exception cref="HostException">It cannot be read.</exception>
    public static async Task<bool> HasDataBehindAsync(IHostShell shell, string path, long length, CancellationToken cancellationToken)
    {
        string at = length.ToString(CultureInfo.InvariantCulture);
        string script = $$"""dd if={{ShellText.Quote(path)}} bs=4M iflag=skip_bytes skip={{at}} status=none | tr -d '\0' | head -c 1 | wc -c""";
        return (await shell.RunAsync(script, cancellationToken)).Demand($"read the end of {path}").Trim() != "0";
    }
}

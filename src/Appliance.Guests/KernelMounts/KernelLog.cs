using System.Text;
using Appliance.Guests.Native.Linux;

namespace Appliance.Guests.KernelMounts;

/// <summary>What this host's kernel says of its troubles with a device (/dev/kmsg).</summary>
internal sealed unsafe class KernelLog : IDisposable
{
    // A record has at most this many bytes; of many lines the first ones say it.
    private const int LongestRecord = 8192;
    private const int MostLines = 4;

    private readonly LinuxHandle? _log;

    /// <summary>Listens from here on; where that is not allowed, to nothing.</summary>
    public KernelLog()
    {
        try
        {
            _log = LinuxHandle.OpenHost("/dev/kmsg", OpenFlags.Read | OpenFlags.NoWait);
        }
        catch (LinuxException)
        {
            return;
        }

        while (ReadRecord() is not null)
        {
        }
    }

    /// <summary>The lines since then that name a device; empty where there are none.</summary>
    /// <param name="device">As the kernel calls it: <c>loop0</c>.</param>
    public string LinesAbout(string device)
    {
        var lines = new List<string>();
        while (ReadRecord() is { } record)
        {
            // Numbers, a semicolon, the line; behind it perhaps lines for programs.
            string line = record[(record.IndexOf(';', StringComparison.Ordinal) + 1)..].Split('\n')[0];
            if (line.Contains(device, StringComparison.Ordinal) && lines.Count < MostLines)
            {
                lines.Add(line.Trim());
            }
        }

        return string.Join("; ", lines);
    }

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();

    /// <summary>The next record; null where there is none yet, or the kernel has overwritten it.</summary>
    private string? ReadRecord()
    {
        byte* buffer = stackalloc byte[LongestRecord];
        nint count = _log is null ? 0 : LinuxCalls.Read(_log.Number, buffer, LongestRecord);
        return count > 0 ? Encoding.UTF8.GetString(buffer, (int)count) : null;
    }
}

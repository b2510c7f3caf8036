namespace Appliance.Testing;

/// <summary>A file as a block device of this machine, for programs that take nothing else.</summary>
public sealed class LoopDevice : IDisposable
{
    /// <summary>Whether this process may make one.</summary>
    public static bool IsAllowed { get; } = Environment.IsPrivilegedProcess && Tool.Exists("losetup") && TryOne();

    /// <summary>Attaches a file, with sectors of so many bytes.</summary>
    public LoopDevice(string file, int sectorSize = 512)
        => Path = Tool.Run("losetup", "--find", "--show", "--sector-size", $"{sectorSize}", file).Trim();

    /// <summary>The device's path.</summary>
    public string Path { get; }

    public void Dispose() => Tool.Run("losetup", "--detach", Path);

    private static bool TryOne()
    {
        using var folder = new TemporaryFolder();
        (int code, string device, _) = Tool.TryRun("losetup", "--find", "--show", folder.Write("loop", new byte[4096]));
        return code == 0 && Tool.TryRun("losetup", "--detach", device.Trim()).ExitCode == 0;
    }
}

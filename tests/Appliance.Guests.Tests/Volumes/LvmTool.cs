using Appliance.Testing;

namespace Appliance.Guests.Tests.Volumes;

/// <summary>LVM's own tools at work on a group over two images, for as long as this lives. Nothing is activated, so that kernels without device-mapper do.</summary>
internal sealed class LvmTool : IDisposable
{
    /// <summary>What has to be installed.</summary>
    public const string Program = "lvm";

    private readonly LoopDevice _first;
    private readonly LoopDevice _second;

    /// <summary>Makes the group <c>test-vg</c> over images that are empty.</summary>
    public LvmTool(string first, string second)
    {
        _first = new LoopDevice(first);
        _second = new LoopDevice(second);
        Run("pvcreate", _first.Path, _second.Path);
        Run("vgcreate", "test-vg", _first.Path, _second.Path);
    }

    /// <summary>Makes a volume.</summary>
    public void Create(string name, params string[] options)
        => Run("lvcreate", ["-y", "-an", "-Zn", "-Wn", "-n", name, .. options, "test-vg"]);

    /// <summary>Runs a command of LVM.</summary>
    /// <returns>What it printed, the devices called a and b.</returns>
    public string Run(string command, params string[] arguments)
    {
        string config = $$"""devices { use_devicesfile=0 filter=["a|^{{_first.Path}}$|","a|^{{_second.Path}}$|","r|.*|"] } activation { udev_sync=0 udev_rules=0 } backup { backup=0 archive=0 }""";
        return Tool.Run(Program, [command, "--driverloaded", "n", "--config", config, .. arguments])
            .Replace(_first.Path, "a", StringComparison.Ordinal)
            .Replace(_second.Path, "b", StringComparison.Ordinal);
    }

    /// <summary>A list by lvs, its lines in order, with single blanks.</summary>
    public string List(string columns)
        => string.Join('\n', Run("lvs", "--noheadings", "-o", columns, "test-vg").Split('\n')
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Where(line => line.Length > 0)
            .Order(StringComparer.Ordinal));

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }
}

using System.Diagnostics;
using Appliance.Guests.Native;

namespace Appliance.Guests.MicroMachines;

/// <summary>
/// The process of qemu that is the micro virtual machine. It ends with this, and also when this process ends in whatever
/// way: the machine powers off when nobody listens to it any more.
/// </summary>
internal sealed class MicroProcess : IDisposable
{
    private const string Package = "qemu-system-x86";

    // 512 MiB: kernel and initramfs have some 100, the log of a file system may need some more.
    private const string Memory = "512";

    // Of what the machine and qemu print, the last lines are kept for messages.
    private const int MostLines = 20;

    /// <summary>
    /// Everything that costs time and is not needed is off. The clock of the processor is told, not measured: under
    /// emulation on a busy host measuring fails, for ever on this kind of machine. The rate need not be right.
    /// </summary>
    private const string KernelArguments =
        "console=ttyS0 quiet panic=-1 mitigations=off norandmaps no_timer_check tsc=reliable tsc_early_khz=1000000 cryptomgr.notests random.trust_cpu=on pci=off";

    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private bool _hasPanicked;
    private bool _isDisposed;

    private MicroProcess(Process process) => _process = process;

    /// <summary>Whether it is still there.</summary>
    public bool IsRunning => !_isDisposed && !_process.HasExited;

    /// <summary>The last lines that it and the machine printed.</summary>
    public string Printed
    {
        get
        {
            lock (_lines)
            {
                return string.Join("; ", _lines);
            }
        }
    }

    /// <summary>Finds qemu.</summary>
    /// <exception cref="MissingToolException">It is not installed.</exception>
    public static string FindProgram() => Programs.Require("qemu-system-x86_64", Package, MicroMachine.Purpose);

    /// <summary>Starts it.</summary>
    /// <param name="program">qemu.</param>
    /// <param name="files">What it boots.</param>
    /// <param name="disk">Its disk, as qemu calls it.</param>
    /// <param name="channel">A socket that is listened on, for talking with what is in it.</param>
    /// <param name="now">What its clock shows.</param>
    /// <exception cref="MissingToolException">It cannot be started.</exception>
    public static MicroProcess Start(string program, BootFiles files, string disk, string channel, DateTimeOffset now)
    {
        var start = new ProcessStartInfo(program, Arguments(files, disk, channel, now))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = new MicroProcess(Programs.Start(start, Package, MicroMachine.Purpose));
        process.Listen();
        return process;
    }

    /// <summary>Waits until it has ended, or is to be waited for no longer.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends it at once: nothing that counts is in it, for what was flushed is on the volumes.</summary>
    public void Kill() => _process.Kill();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        Kill();
        _process.WaitForExit();
        _isDisposed = true;
        _process.Dispose();
    }

    private static string[] Arguments(BootFiles files, string disk, string channel, DateTimeOffset now) =>
    [
        "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
        "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",

        // A /dev/kvm that is there need not work, and emulation is quick enough for what is done here.
        "-accel", "tcg,thread=single", "-cpu", "max", "-m", Memory,
        "-M", "microvm,acpi=on,rtc=on,auto-kernel-cmdline=off", "-rtc", $"base={now.UtcDateTime:yyyy-MM-ddTHH:mm:ss}",
        "-kernel", files.Kernel, "-initrd", files.Initramfs, "-append", KernelArguments,
        "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
        "-drive", $"file={Escape(disk)},format=raw,if=none,id=disk,cache=unsafe,discard=ignore", "-device", "virtio-blk-device,drive=disk",
        "-chardev", $"socket,id=agent,path={Escape(channel)}", "-device", "virtio-serial-device", "-device", "virtserialport,chardev=agent,name=agent",
    ];

    // In an option of qemu a comma ends a value, and two stand for one.
    private static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);

    private void Listen()
    {
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        const int LongestLine = 300;
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_lines)
        {
            // What follows are registers and addresses.
            if (_hasPanicked)
            {
                return;
            }

            _hasPanicked = line.Contains("Kernel panic", StringComparison.Ordinal);
            _lines.Enqueue(line.Length > LongestLine ? line[..LongestLine] : line.Trim());
            if (_lines.Count > MostLines)
            {
                _lines.Dequeue();
            }
        }
    }
}

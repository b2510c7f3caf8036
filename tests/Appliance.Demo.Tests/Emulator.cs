using System.Diagnostics;
using Xunit;

namespace Appliance.Demo.Tests;

/// <summary>A PC in software, with one disk and a serial port that we listen to.</summary>
internal static class Emulator
{
    private const string Marker = "APPLIANCE-GUEST-UP";

    // Without hardware virtualisation the guest takes 20 seconds on an idle machine.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Starts the disk and waits for the guest to say that it is up. The disk is not written to.</summary>
    /// <param name="disk">Its path.</param>
    /// <param name="format">What QEMU calls its format.</param>
    /// <param name="controller">A SCSI controller by QEMU's name, or <c>ide</c>.</param>
    public static async Task BootAsync(string disk, string format, string controller)
    {
        using Process process = Process.Start(Command(disk, format, controller))!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        var console = new List<string>();
        bool isUp = await ListenAsync(process.StandardOutput, console);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.True(isUp, $"{Path.GetFileName(disk)} on {controller} did not come up:\n{string.Join('\n', console.TakeLast(40))}\n{await error}");
    }

    private static ProcessStartInfo Command(string disk, string format, string controller) => new(
        "qemu-system-x86_64",
        [
            "-accel", "tcg", "-m", "512", "-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot",
            "-drive", $"file={disk},format={format},if=none,id=disk,snapshot=on",
            .. controller == "ide" ? ["-device", "ide-hd,drive=disk"] : (string[])["-device", controller, "-device", "scsi-hd,drive=disk"],
        ])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static async Task<bool> ListenAsync(StreamReader serial, List<string> console)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (await serial.ReadLineAsync(limit.Token) is { } line)
            {
                console.Add(line);
                if (line.Contains(Marker, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            console.Add($"nothing more within {Limit}");
        }

        return false;
    }
}

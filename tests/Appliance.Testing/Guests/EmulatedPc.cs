using System.Diagnostics;

namespace Appliance.Testing.Guests;

/// <summary>A PC in software, with some disks and a serial port that we listen to.</summary>
/// <param name="Disks">Their paths. They are not written to.</param>
public sealed record EmulatedPc(IReadOnlyList<string> Disks)
{
    /// <summary>Where Debian's package ovmf has UEFI.</summary>
    public const string UefiCode = "/usr/share/OVMF/OVMF_CODE_4M.fd";

    /// <summary>The address of its network card.</summary>
    public const string MacAddress = "00:50:56:ab:2c:1d";

    private const string UefiVariables = "/usr/share/OVMF/OVMF_VARS_4M.fd";

    // Without hardware virtualisation a guest takes 20 to 40 seconds on an idle machine.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>What QEMU calls the format of the disks.</summary>
    public string Format { get; init; } = "raw";

    /// <summary>A SCSI controller by QEMU's name, <c>ide</c>, <c>ahci</c>, or <c>virtio</c>.</summary>
    public string Controller { get; init; } = "virtio";

    /// <summary>A network card by QEMU's name; default none.</summary>
    public string? NetworkCard { get; init; }

    /// <summary>Whether it starts by UEFI, whose variables are those of a new machine.</summary>
    public bool HasUefi { get; init; }

    /// <summary>
    /// A folder with a script for UEFI's shell, which runs when no loader was found. It stands for the entry that a guest has
    /// in the variables of the machine that it was installed on.
    /// </summary>
    public string? ShellFolder { get; init; }

    /// <summary>Starts it and listens until a line has one of the texts.</summary>
    /// <returns>All that it said until then, or until the limit.</returns>
    public async Task<GuestConsole> RunAsync(params string[] ends)
    {
        using Process process = Process.Start(Command())!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        List<string> lines = await ListenAsync(process.StandardOutput, ends);
        process.Kill();
        await process.WaitForExitAsync();
        lines.AddRange((await error).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return new GuestConsole(lines);
    }

    private ProcessStartInfo Command() => new(
        "qemu-system-x86_64",
        [
            "-accel", "tcg", "-m", "512", "-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot",
            .. Firmware(), .. Controller is "ide" or "virtio" ? [] : (string[])["-device", $"{Controller},id=controller"],
            .. Disks.SelectMany(Drive), .. Card(), .. Shell(),
        ])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private string[] Firmware() => !HasUefi ? [] :
    [
        "-drive", $"if=pflash,unit=0,format=raw,readonly=on,file={UefiCode}",
        "-drive", $"if=pflash,unit=1,format=raw,snapshot=on,file={UefiVariables}",
    ];

    private string[] Drive(string disk, int number) =>
    [
        "-drive", $"file={disk},format={Format},if=none,id=disk{number},snapshot=on",
        "-device", Controller switch
        {
            "virtio" => $"virtio-blk-pci,drive=disk{number}",
            "ide" => $"ide-hd,drive=disk{number}",
            "ahci" => $"ide-hd,bus=controller.{number},drive=disk{number}",
            _ => $"scsi-hd,drive=disk{number}",
        },
    ];

    // Without its boot ROM, so that no firmware waits for an answer from the network.
    private string[] Card() => NetworkCard is null ? [] :
        ["-netdev", "user,id=network,restrict=on", "-device", $"{NetworkCard},netdev=network,mac={MacAddress},romfile="];

    private string[] Shell() => ShellFolder is null ? [] :
        ["-drive", $"file=fat:{ShellFolder},format=raw,if=none,id=shell,readonly=on", "-device", "virtio-blk-pci,drive=shell"];

    private static async Task<List<string>> ListenAsync(StreamReader serial, string[] ends)
    {
        var lines = new List<string>();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (await serial.ReadLineAsync(limit.Token) is { } line)
            {
                lines.Add(line);
                if (ends.Any(end => line.Contains(end, StringComparison.Ordinal)))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            lines.Add($"nothing more within {Limit}");
        }

        return lines;
    }
}

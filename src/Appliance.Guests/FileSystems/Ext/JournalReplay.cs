using System.Diagnostics;
using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.Native;
using Appliance.Guests.Nbd;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>
/// Replays the journal of a file system that was not unmounted, by e2fsck: libext2fs does not, and what it wrote would be
/// overwritten by the replay in the guest. Repairs only what e2fsck does without asking (<c>-p</c>), as a booting system does.
/// </summary>
internal static class JournalReplay
{
    private const string Purpose = "to replay the journal of an ext4 file system that was not unmounted (or shut the guest down, and try again)";

    private const string Package = "e2fsprogs";

    // Exit codes of e2fsck(8): 1 errors were corrected, 2 and the system should be rebooted.
    private const int Corrected = 3;

    // A check of all of a large file system, where a replay takes moments; a hostile one may take forever.
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(15);

    /// <summary>Brings the file system on a device into the state that the guest would find at its next start.</summary>
    /// <param name="device">The device.</param>
    /// <param name="cancellationToken">Ends e2fsck, wherever it is.</param>
    /// <exception cref="InvalidImageException">There is damage that takes a decision to repair.</exception>
    /// <exception cref="MissingToolException">A program that is needed is not installed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled: what e2fsck had written by then is on the device.</exception>
    public static void Run(BlockDevice device, CancellationToken cancellationToken)
    {
        string program = Programs.Require("e2fsck", Package, Purpose);
        using var file = DeviceFile.Over(device, Purpose, cancellationToken);
        (int code, string output) = Run(program, file.Path, device.Name, cancellationToken);
        file.ThrowIfFailed();
        if ((code & ~Corrected) != 0)
        {
            string said = FirstProblem(output.Replace(file.Path, device.Name, StringComparison.Ordinal), device.Name);
            throw new InvalidImageException(device.Name, $"was not unmounted, and e2fsck does not repair it without being asked ({said}); run e2fsck in the guest");
        }
    }

    /// <summary>The first line that tells of damage; e2fsck begins with what it is about to do, and ends with advice.</summary>
    private static string FirstProblem(string output, string name)
        => output.Split('\n')
            .Select(line => line.StartsWith(name + ":", StringComparison.Ordinal) ? line[(name.Length + 1)..].Trim() : line.Trim())
            .FirstOrDefault(line => line.Length > 0 && !line.EndsWith("check forced.", StringComparison.Ordinal) && line != "recovering journal", "it does not say why");

    private static (int Code, string Output) Run(string program, string path, string name, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, ["-p", path]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using Process process = Programs.Start(start, Package, Purpose);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using CancellationTokenRegistration ending = cancellationToken.Register(process.Kill);
        bool hasEnded = process.WaitForExit(MostTime);
        cancellationToken.ThrowIfCancellationRequested();
        if (!hasEnded)
        {
            process.Kill();
            throw new InvalidImageException(name, $"takes e2fsck more than {MostTime.TotalMinutes:0} minutes to check");
        }

        return (process.ExitCode, output.Result + errors.Result);
    }
}

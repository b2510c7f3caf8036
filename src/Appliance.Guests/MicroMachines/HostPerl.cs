using System.Diagnostics;
using Appliance.Guests.Native;

namespace Appliance.Guests.MicroMachines;

/// <summary>
/// This host's Perl, which every Debian has (perl-base is essential), and the libraries that it is linked with. It runs what
/// goes on within the micro virtual machine: one process that needs no other, whatever names the guest's files have.
/// </summary>
internal static class HostPerl
{
    // Fixed by the System V ABI for AMD64.
    private const string Loader = "/lib64/ld-linux-x86-64.so.2";

    /// <summary>The files, by where they have to lie.</summary>
    /// <returns>Pairs of a path and the file on this host.</returns>
    /// <exception cref="MissingToolException">There is no Perl.</exception>
    public static IReadOnlyDictionary<string, string> Files()
    {
        string perl = Programs.Require("perl", "perl-base", MicroMachine.Purpose);
        if (!File.Exists(Loader))
        {
            throw new MissingToolException(Loader, "libc6", MicroMachine.Purpose);
        }

        var files = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["/usr/bin/perl"] = perl, [Loader] = Loader };
        foreach (string line in ListLibraries(perl))
        {
            // libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f...)
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is [_, "=>", ['/', ..] path, ..])
            {
                files[path] = path;
            }
        }

        return files;
    }

    private static string[] ListLibraries(string program)
    {
        var start = new ProcessStartInfo(Loader, ["--list", program]) { UseShellExecute = false, RedirectStandardOutput = true };
        using Process process = Programs.Start(start, "libc6", MicroMachine.Purpose);
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        return process.ExitCode == 0 ? lines : throw new IOException($"{program}: its libraries are not found ({Loader} --list exited {process.ExitCode})");
    }
}

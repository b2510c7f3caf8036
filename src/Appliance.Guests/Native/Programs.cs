using System.ComponentModel;
using System.Diagnostics;

namespace Appliance.Guests.Native;

/// <summary>Finds the programs of the system that are run here.</summary>
internal static class Programs
{
    // Where the programs of the administrator are; often not on the path of others.
    private static readonly string[] MoreFolders = ["/usr/sbin", "/sbin"];

    /// <summary>The path of a program.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="package">Debian's package that has it.</param>
    /// <param name="purpose">What it is needed for: "to replay the journal of an ext4 file system".</param>
    /// <exception cref="MissingToolException">It is not installed.</exception>
    public static string Require(string name, string package, string purpose) => Find(name) ?? throw new MissingToolException(name, package, purpose);

    /// <summary>The path of a program; null where it is not installed.</summary>
    public static string? Find(string name)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(MoreFolders)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Starts a program.</summary>
    /// <param name="start">The program and its arguments.</param>
    /// <param name="package">Debian's package that has it.</param>
    /// <param name="purpose">What it is needed for.</param>
    /// <exception cref="MissingToolException">It is gone, or this user may not run it.</exception>
    public static Process Start(ProcessStartInfo start, string package, string purpose)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new MissingToolException($"{start.FileName} that starts ({e.Message})", package, purpose);
        }
    }
}

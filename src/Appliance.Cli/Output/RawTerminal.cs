using System.Runtime.InteropServices;

namespace Appliance.Cli.Output;

/// <summary>The terminal on standard input without line editing, echo and signals, until it is disposed: every key is a byte to read.</summary>
internal sealed partial class RawTerminal : IDisposable
{
    private const int StandardInput = 0;
    private const int AtOnce = 0; // TCSANOW

    // struct termios has at most 60 bytes on Linux; nothing here looks into it.
    private const int SettingsSize = 256;

    private readonly byte[] _before;

    private RawTerminal(byte[] before) => _before = before;

    /// <summary>Takes the terminal.</summary>
    /// <returns>Null where standard input is none.</returns>
    public static RawTerminal? Enter()
    {
        byte[] before = new byte[SettingsSize];
        if (Console.IsInputRedirected || GetSettings(StandardInput, before) != 0)
        {
            return null;
        }

        byte[] raw = [.. before];
        MakeRaw(raw);
        return SetSettings(StandardInput, AtOnce, raw) == 0 ? new RawTerminal(before) : null;
    }

    /// <summary>Gives the terminal back as it was.</summary>
    public void Dispose() => _ = SetSettings(StandardInput, AtOnce, _before);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int descriptor, byte[] settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, byte[] settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte[] settings);
}

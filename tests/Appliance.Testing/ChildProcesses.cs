using System.Diagnostics;
using System.Text;

namespace Appliance.Testing;

/// <summary>Programs that these tests have started.</summary>
public static class ChildProcesses
{
    // Linux keeps so many characters of a name.
    private const int LongestName = 15;

    /// <summary>Those of a name that still run.</summary>
    public static Process[] Named(string name)
        => [.. Process.GetProcesses().Where(process => process.ProcessName == name || process.ProcessName == name[..Math.Min(name.Length, LongestName)])
            .Where(process => Parent(process) == Environment.ProcessId)];

    private static int Parent(Process process)
    {
        try
        {
            string[] fields = File.ReadAllText($"/proc/{process.Id}/stat", Encoding.UTF8).Split(") ")[^1].Split(' ');
            return int.Parse(fields[1]);
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}

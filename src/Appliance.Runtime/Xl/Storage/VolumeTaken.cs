namespace Appliance.Runtime.Xl.Storage;

/// <summary>The refusal to make a disk where something lies already: whatever it is, it is not ours to overwrite or to remove.</summary>
internal static class VolumeTaken
{
    /// <summary>What scripts exit with; none of the programs that they call does.</summary>
    public const int ExitCode = 17;

    private const string Code = "17";

    /// <summary>The refusal.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="path">Where the disk was to be.</param>
    public static HostException Refuse(string host, string path) => new(
        host, Code, $"{path} is there already, perhaps kept when its machine was removed, and is left alone: move it away, or take another name for the machine, or another pool");

    /// <summary>Whether an error is that refusal.</summary>
    public static bool Is(HostException error) => error.Code == Code;
}

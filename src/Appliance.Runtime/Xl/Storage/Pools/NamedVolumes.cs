using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl.Storage.Pools;

/// <summary>Names of volumes in pools that have no folders.</summary>
internal static class NamedVolumes
{
    /// <summary>How the names of all volumes of this program begin.</summary>
    public const string Prefix = "appliance.";

    // No snapshot can be called so.
    private const string BesideSuffix = "._part";

    /// <summary>A volume that is to take a disk's place, or to become a part of it.</summary>
    public static DiskRecord Beside(DiskRecord disk) => disk with { Path = disk.Path + BesideSuffix };

    /// <summary>The name of a machine's disk.</summary>
    public static string NameOf(string machine, string vdev) => $"{Prefix}{machine}.{vdev}";

    /// <summary>Runs what makes a volume, and refuses by itself where somebody else was quicker (<see cref="VolumeTaken"/>).</summary>
    public static string MakeScript(string command) =>
        $$"""
        said=$({{command}} 2>&1 > /dev/null) || {
            code=$?; echo "$said" >&2
            case $said in *"already exists"*) exit {{VolumeTaken.ExitCode}};; esac
            exit "$code"
        }
        """;

    /// <summary>Whether a path is one of this program's volumes in a folder of device nodes.</summary>
    public static bool IsIn(string folder, string path) => path.StartsWith($"{folder}/{Prefix}", StringComparison.Ordinal) && IsWord(path[(folder.Length + 1)..]);

    /// <summary>Whether a name is one that this program gives: letters, digits, dot, dash and underscore, a letter or digit first.</summary>
    public static bool IsWord(string name) =>
        name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}

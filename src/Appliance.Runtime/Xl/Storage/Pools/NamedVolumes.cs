namespace Appliance.Runtime.Xl.Storage.Pools;

/// <summary>Names of volumes in pools that have no folders.</summary>
internal static class NamedVolumes
{
    /// <summary>How the names of all volumes of this program begin.</summary>
    public const string Prefix = "appliance.";

    /// <summary>The name of a machine's disk.</summary>
    public static string NameOf(string machine, string vdev) => $"{Prefix}{machine}.{vdev}";

    /// <summary>Whether a path is one of this program's volumes in a folder of device nodes.</summary>
    public static bool IsIn(string folder, string path) =>
        path.StartsWith($"{folder}/{Prefix}", StringComparison.Ordinal) && !path[(folder.Length + 1)..].Contains('/', StringComparison.Ordinal);
}

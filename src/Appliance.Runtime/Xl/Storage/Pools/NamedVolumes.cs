namespace Appliance.Runtime.Xl.Storage.Pools;

/// <summary>Names of volumes in pools that have no folders.</summary>
internal static class NamedVolumes
{
    /// <summary>How the names of all volumes of this program begin.</summary>
    public const string Prefix = "appliance.";

    /// <summary>How the names of volumes end that are to take the place of another one, or to become a part of it. No snapshot can be called so.</summary>
    public const string Beside = "._part";

    /// <summary>The name of a machine's disk.</summary>
    public static string NameOf(string machine, string vdev) => $"{Prefix}{machine}.{vdev}";

    /// <summary>Whether a path is one of this program's volumes in a folder of device nodes.</summary>
    public static bool IsIn(string folder, string path) => path.StartsWith($"{folder}/{Prefix}", StringComparison.Ordinal) && IsWord(path[(folder.Length + 1)..]);

    /// <summary>Whether a name is one that this program gives: letters, digits, dot, dash and underscore, a letter or digit first.</summary>
    public static bool IsWord(string name) =>
        name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}

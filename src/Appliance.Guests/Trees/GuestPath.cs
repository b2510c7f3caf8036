namespace Appliance.Guests.Trees;

/// <summary>Paths within a guest: absolute, with slashes, whatever the guest's own separators are.</summary>
public static class GuestPath
{
    /// <summary>Joins a folder and a path below it.</summary>
    public static string Join(string folder, string below) => folder.TrimEnd('/') + "/" + below.TrimStart('/');

    /// <summary>The folder of a path; the root is its own.</summary>
    public static string FolderOf(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    /// <summary>The last part of a path.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Whether <paramref name="path"/> is <paramref name="folder"/> or lies below it.</summary>
    public static bool IsWithin(string path, string folder)
        => folder == "/" || path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
}

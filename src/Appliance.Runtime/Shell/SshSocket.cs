namespace Appliance.Runtime.Shell;

/// <summary>A private folder for the socket of a shared ssh connection. The path of a socket has to be short.</summary>
internal sealed class SshSocket : IDisposable
{
    // A socket's path has 108 bytes, of which ssh takes 18 for a name of its own while it makes one.
    private const int MaxPath = 90;

    private readonly DirectoryInfo _folder = Make();

    /// <summary>Where ssh makes its socket.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "s");

    /// <summary>Removes the folder, and what ssh may have left in it.</summary>
    public void Dispose() => _folder.Delete(recursive: true);

    private static DirectoryInfo Make()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ssh-");
        if (folder.FullName.Length + 2 <= MaxPath)
        {
            return folder;
        }

        folder.Delete();
        return MakePrivate(System.IO.Path.Combine("/tmp", folder.Name));
    }

    private static DirectoryInfo MakePrivate(string path) => OperatingSystem.IsWindows() ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}

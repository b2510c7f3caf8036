namespace Appliance.Cli.Commands.Building;

/// <summary>Where builds keep what they need again.</summary>
internal static class BuildFolders
{
    /// <summary><c>appliance/build</c> in $XDG_CACHE_HOME, or else in ~/.cache.</summary>
    /// <exception cref="IOException">The user has neither.</exception>
    public static string Cache
    {
        get
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            return Path.IsPathRooted(cache) ? Path.Combine(cache, "appliance", "build")
                : home.Length > 0 ? Path.Combine(home, ".cache", "appliance", "build")
                : throw new IOException("there is no place for bases: this user has no home; set XDG_CACHE_HOME");
        }
    }
}

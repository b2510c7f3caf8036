namespace Appliance.Guests.Native;

/// <summary>What is kept for this user from one run to the next.</summary>
public static class UserCache
{
    /// <summary>The path of a folder of the cache: <c>appliance/NAME</c> in $XDG_CACHE_HOME, or else in ~/.cache.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="content">What is kept there, for the message: "bases".</param>
    /// <exception cref="IOException">The user has neither.</exception>
    public static string Folder(string name, string content)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.IsPathRooted(cache) ? Path.Combine(cache, "appliance", name)
            : home.Length > 0 ? Path.Combine(home, ".cache", "appliance", name)
            : throw new IOException($"there is no place for {content}: this user has no home; set XDG_CACHE_HOME");
    }
}

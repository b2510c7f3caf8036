using Appliance.Guests.Native;

namespace Appliance.Cli.Commands.Building;

/// <summary>Where builds keep what they need again.</summary>
internal static class BuildFolders
{
    /// <summary><c>appliance/build</c> in $XDG_CACHE_HOME, or else in ~/.cache.</summary>
    /// <exception cref="IOException">The user has neither.</exception>
    public static string Cache => UserCache.Folder("build", "bases");
}

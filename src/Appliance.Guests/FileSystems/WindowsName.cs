using System.Buffers;

namespace Appliance.Guests.FileSystems;

/// <summary>What may be a name on a file system of Windows.</summary>
internal static class WindowsName
{
    /// <summary>Most characters (UTF-16).</summary>
    internal const int Longest = 255;

    private static readonly SearchValues<char> Forbidden
        = SearchValues.Create([.. Enumerable.Range(0, 32).Select(number => (char)number), .. "\"*/:<>?\\|"]);

    /// <summary>Whether a name that was found can be part of a path at all; others are made to mislead.</summary>
    internal static bool CanBeAsked(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAny('/', '\0') && name is not ("." or "..");

    /// <summary>Checks a name before it is made: Windows has to be able to open it.</summary>
    /// <exception cref="IOException">It is not.</exception>
    internal static void Require(string fileSystem, string name)
    {
        if (name.Length is 0 or > Longest || name.AsSpan().ContainsAny(Forbidden) || name[^1] is '.' or ' ')
        {
            throw new IOException($"{fileSystem}: {name} is no name that Windows allows");
        }
    }
}

namespace Appliance.Formats.Detection;

/// <summary>Finds the package in a folder.</summary>
internal static class PackageFolder
{
    // Enough to show what the choice is.
    private const int MostNamed = 5;

    /// <summary>The path of the one OVF descriptor in <paramref name="folder"/>, or of the one VMX where there is no OVF.</summary>
    /// <exception cref="UnsupportedImageException">There is none, or more than one.</exception>
    public static string FindDescriptor(string folder)
    {
        string[] found = FilesOf(folder, ".ovf") is { Length: > 0 } packages ? packages : FilesOf(folder, ".vmx");
        return found.Length switch
        {
            1 => found[0],
            0 => throw new UnsupportedImageException(folder, "is a folder without an .ovf or .vmx file; give the disk image or package itself"),
            _ => throw new UnsupportedImageException(
                folder, $"holds {found.Length} packages; give one of them: {string.Join(", ", found.Take(MostNamed).Select(Path.GetFileName))}"),
        };
    }

    private static string[] FilesOf(string folder, string extension)
        => [.. Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file).Equals(extension, StringComparison.OrdinalIgnoreCase))
            .Where(file => !Path.GetFileName(file).StartsWith("._", StringComparison.Ordinal)) // left by a Mac
            .Order(StringComparer.Ordinal)];
}

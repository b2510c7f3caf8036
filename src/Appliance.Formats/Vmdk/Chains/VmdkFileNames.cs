namespace Appliance.Formats.Vmdk;

/// <summary>What VMware calls the files of a disk: <c>web.vmdk</c> describes <c>web-flat.vmdk</c>, <c>web-000001.vmdk</c> its delta.</summary>
internal static class VmdkFileNames
{
    private const string Extension = ".vmdk";

    // A piece of a split disk: s001 or f001, and so on.
    private const int PieceLength = 4;

    // ESXi's three kinds, and that of DiscUtils.
    private static readonly string[] ExtentKinds = ["flat", "delta", "sesparse", "sparse"];

    /// <summary>The descriptor that a file is called after, or null where it is not called like an extent.</summary>
    /// <param name="fileName">Without a path.</param>
    public static string? DescriptorOf(string fileName)
    {
        int dash = fileName.LastIndexOf('-');
        if (dash <= 0 || !fileName.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string kind = fileName[(dash + 1)..^Extension.Length];
        return ExtentKinds.Contains(kind, StringComparer.OrdinalIgnoreCase) || IsPiece(kind) ? fileName[..dash] + Extension : null;
    }

    private static bool IsPiece(string kind)
        => kind.Length >= PieceLength && kind[0] is 's' or 'f' && kind.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}

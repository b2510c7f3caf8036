namespace Appliance.Runtime.Xl.Watching;

/// <summary>The number that Xen gives to a virtual disk: <c>xvda</c> is 51712 (xen-vbd-interface of Xen's documents).</summary>
internal static class VdevNumber
{
    private const int XvdMajor = 202;
    private const int ScsiMajor = 8;
    private const int FirstIdeMajor = 3;
    private const int SecondIdeMajor = 22;

    // Beyond 16 disks the number has another form, with this bit and room for a million.
    private const int ExtendedForm = 1 << 28;
    private const int MostOfOldForm = 16;

    /// <summary>The number of a whole disk.</summary>
    /// <returns>Null where the name is none.</returns>
    public static int? Of(string vdev)
    {
        int? index = vdev.StartsWith("xvd", StringComparison.Ordinal) ? IndexOf(vdev[3..]) : vdev.Length == 3 ? IndexOf(vdev[2..]) : null;
        return (vdev.Length >= 2 ? vdev[..2] : "", index) switch
        {
            ("xv", { } i and < MostOfOldForm) => (XvdMajor << 8) | (i << 4),
            ("xv", { } i) => ExtendedForm | (i << 8),
            ("sd", { } i and < MostOfOldForm) => (ScsiMajor << 8) | (i << 4),
            ("hd", { } i and < 2) => (FirstIdeMajor << 8) | (i << 6),
            ("hd", { } i and < 4) => (SecondIdeMajor << 8) | ((i - 2) << 6),
            _ => null,
        };
    }

    /// <summary>a is 0, z is 25, aa is 26.</summary>
    private static int? IndexOf(string letters)
    {
        if (letters.Length is 0 or > 3 || !letters.All(char.IsAsciiLetterLower))
        {
            return null;
        }

        return letters.Aggregate(0, (index, letter) => (index * 26) + letter - 'a' + 1) - 1;
    }
}

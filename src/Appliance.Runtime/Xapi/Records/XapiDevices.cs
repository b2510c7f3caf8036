using System.Globalization;
using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>What hangs on a machine: drives (VBDs) and network cards (VIFs).</summary>
internal static class XapiDevices
{
    private const int Letters = 26;
    private const int MostPlaces = 255;

    /// <summary>What the guest sees a drive as: <c>xvda</c>.</summary>
    public static string NameOf(XmlRpcStruct vbd)
        => vbd.Text("device") is { Length: > 0 } device ? device : NameAt(PlaceOf(vbd, "userdevice"));

    /// <summary>What the guest will see a drive as that is at a place.</summary>
    public static string NameAt(int place)
    {
        int last = Math.Min(place, MostPlaces);
        return last < Letters ? $"xvd{Letter(last)}" : $"xvd{Letter((last / Letters) - 1)}{Letter(last % Letters)}";
    }

    /// <summary>The place of a drive (<c>userdevice</c>) or of a card (<c>device</c>).</summary>
    public static int PlaceOf(XmlRpcStruct device, string field)
        => int.TryParse(device.Text(field), NumberStyles.None, CultureInfo.InvariantCulture, out int place) ? place : int.MaxValue;

    private static char Letter(int number) => (char)('a' + number);
}

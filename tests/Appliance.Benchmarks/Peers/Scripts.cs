namespace Appliance.Benchmarks.Peers;

/// <summary>Peers that are scripts; they lie beside this program.</summary>
internal static class Scripts
{
    /// <summary>Writes and checks the disk of an XVA.</summary>
    public static string Xva { get; } = Path.Combine(AppContext.BaseDirectory, "Peers", "xva.py");

    /// <summary>Calls xo-vmdk-to-vhd.</summary>
    public static string XoVmdkToVhd { get; } = Path.Combine(AppContext.BaseDirectory, "Peers", "xo-vmdk-to-vhd.cjs");
}

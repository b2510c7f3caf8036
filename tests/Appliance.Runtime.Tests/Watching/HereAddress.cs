using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Appliance.Runtime.Tests.Watching;

/// <summary>An IPv4 address of this machine that others could use.</summary>
internal static class HereAddress
{
    public static string Value { get; } = NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus == OperationalStatus.Up)
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address)
        .First(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
        .ToString();
}

using System.Net;
using System.Text;
using Appliance.Converter.Preparing.Windows.Networks;

namespace Appliance.Converter.Preparing.Windows.FirstBoot;

/// <summary>The batch file that gives static addresses back; getmac tells which card has which MAC address.</summary>
internal static class NetworkScript
{
    /// <summary>Gives the addresses to the cards with the MAC addresses that had them.</summary>
    public static FirstBootScript For(IReadOnlyList<StaticAddress> addresses)
    {
        var text = new StringBuilder("@echo off\nset RESULT=0\n");
        foreach (StaticAddress address in addresses)
        {
            text.Append($"call :find {address.Mac}\nif not defined NAME set RESULT=1\n");
            text.AppendJoin('\n', Netsh(address).Select(command => $"if defined NAME netsh.exe interface ipv4 {command}")).Append('\n');
        }

        // A card may take minutes to appear; 20 times 10 seconds.
        text.Append("""
            exit /b %RESULT%

            :find
            set NAME=
            for /l %%i in (1,1,20) do if not defined NAME call :look %1
            echo %1 is "%NAME%"
            exit /b 0

            :look
            for /f "tokens=1,3 delims=," %%a in ('getmac.exe /v /nh /fo csv') do if /i "%%~b"=="%1" set "NAME=%%~a"
            if not defined NAME ping.exe -n 11 127.0.0.1 >nul
            exit /b 0

            """);
        return new FirstBootScript("30-network", text.ToString());
    }

    private static IEnumerable<string> Netsh(StaticAddress address)
    {
        string gateway = address.Gateways.Count > 0 ? $" gateway={address.Gateways[0]} gwmetric=1" : "";
        yield return $"set address name=\"%NAME%\" source=static address={address.Addresses[0].Address} mask={address.Addresses[0].Mask}{gateway}";
        foreach ((IPAddress more, IPAddress mask) in address.Addresses.Skip(1))
        {
            yield return $"add address name=\"%NAME%\" address={more} mask={mask}";
        }

        foreach (IPAddress more in address.Gateways.Skip(1))
        {
            yield return $"add address name=\"%NAME%\" gateway={more} gwmetric=2";
        }

        for (int i = 0; i < address.NameServers.Count; i++)
        {
            yield return i == 0 ? $"set dnsservers name=\"%NAME%\" source=static address={address.NameServers[i]} validate=no"
                : $"add dnsservers name=\"%NAME%\" address={address.NameServers[i]} index={i + 1} validate=no";
        }
    }
}

using System.Net;
using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Records;

namespace Appliance.Runtime.Xapi.Sessions;

/// <summary>
/// The certificates of a pool's hosts, as the pool itself tells them: who trusts the coordinator by its certificate may be sent to a
/// member by it, and knows that one by the pool's word.
/// </summary>
/// <param name="session">A session with the pool, whose coordinator is trusted.</param>
/// <param name="trust">How the pool is known.</param>
internal sealed class MemberCertificates(XapiSession session, XapiTrust trust)
{
    // What a host shows to those outside of its pool; "host_internal" is for the members among themselves, "ca" is no host's.
    private const string OfAHost = "host";

    /// <summary>
    /// How a member is known, for connections to it alone: by its own certificate besides those that are pinned, where any are. An
    /// authority's word is not widened by this.
    /// </summary>
    /// <param name="address">The member's address, as the coordinator tells it.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    /// <exception cref="HostException">The pool does not answer.</exception>
    public async Task<XapiTrust> TrustAsync(string address, CancellationToken cancellationToken)
    {
        if (!trust.HasPins || !session.Endpoint.IsEncrypted)
        {
            return trust;
        }

        IReadOnlyDictionary<string, XmlRpcStruct> hosts = await session.AllAsync("host", cancellationToken);
        // None by a pool before XenServer 8.2, which keeps no such records.
        IReadOnlyDictionary<string, XmlRpcStruct> certificates = await session.AllAsync("Certificate", cancellationToken);
        return trust.With(certificates.Values.Where(IsOfAHost)
            .Where(certificate => hosts.GetValueOrDefault(certificate.Text("host")) is { } host && IsSame(host.Text("address"), address)).Select(FingerprintOf).OfType<string>());
    }

    // An IPv6 address has more than one form.
    private static bool IsSame(string address, string other)
        => IPAddress.TryParse(address, out IPAddress? one) && IPAddress.TryParse(other, out IPAddress? two) ? one.Equals(two) : address.Equals(other, StringComparison.OrdinalIgnoreCase);

    // Records from before there were types are of hosts.
    private static bool IsOfAHost(XmlRpcStruct certificate) => certificate.Text("type") is OfAHost or "";

    /// <summary>The SHA-256, which older pools call just the fingerprint; null where there is none.</summary>
    private static string? FingerprintOf(XmlRpcStruct certificate)
    {
        string told = certificate.Text("fingerprint_sha256") is { Length: > 0 } newer ? newer : certificate.Text("fingerprint");
        return Fingerprint.TryParse(told, out string? fingerprint) ? fingerprint : null;
    }
}

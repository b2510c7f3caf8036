using System.Security.Authentication;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Transfers;

/// <summary>Which uploads that broke off are tried again, and when.</summary>
/// <param name="time">The clock.</param>
/// <param name="warn">Is told of each, in a sentence.</param>
internal sealed class UploadRetries(TimeProvider time, Action<string> warn)
{
    // Together half a minute: so long a toolstack takes to start again.
    private static readonly TimeSpan[] Pauses = [.. new[] { 1, 2, 5, 9, 15 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    // Of a full storage, too: that is not filled again and again.
    private const string StorageFailed = "VDI_IO_ERROR";
    private const int MostOfStorage = 2;

    // What xapi tells where its connection broke, it was started again in between, or the VDI is still held by what broke off.
    private static readonly string[] PassingCodes =
        [StorageFailed, "INTERNAL_ERROR", "VDI_IN_USE", "OTHER_OPERATION_IN_PROGRESS", "HOST_OFFLINE", XapiError.HandleInvalid, XapiError.SessionInvalid, XapiError.HostStillBooting];

    /// <summary>Whether it may succeed the next time.</summary>
    /// <param name="failure">Why it broke off.</param>
    /// <param name="before">How often it broke off before, with nothing confirmed in between.</param>
    public static bool MayPass(Exception failure, int before)
        => before < (failure is HostException { Code: StorageFailed } ? MostOfStorage : Pauses.Length) && failure is HostException { InnerException: not AuthenticationException } host && (host.Code is null || PassingCodes.Contains(host.Code));

    /// <summary>Tells that it is tried again.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="confirmed">Bytes of it that the storage has.</param>
    /// <param name="failure">Why it broke off.</param>
    /// <param name="before">How often it broke off before.</param>
    public void Tell(string disk, long confirmed, Exception failure, int before)
        => warn($"{disk}: its upload broke off, and goes on from {confirmed >> 30} GiB in {Pauses[before].TotalSeconds} s; {failure.Message}");

    /// <summary>Waits before the next try.</summary>
    public Task PauseAsync(int before, CancellationToken cancellationToken) => Task.Delay(Pauses[before], time, cancellationToken);
}

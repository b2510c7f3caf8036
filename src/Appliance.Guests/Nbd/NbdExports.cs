using System.Runtime.ExceptionServices;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Nbd;

/// <summary>
/// The devices of a server. One request at a time is let through to all of them, because they may lie on one disk, and a
/// device is used by one thread at a time. The first thing that goes wrong is remembered for the owner.
/// </summary>
internal sealed class NbdExports
{
    // errno of a full disk, which .NET hands on as it is.
    private const int DiskFull = 28;

    private readonly Dictionary<string, BlockDevice> _devices;
    private readonly Lock _gate = new();
    private ExceptionDispatchInfo? _failure;

    public NbdExports(IReadOnlyDictionary<string, BlockDevice> devices)
        => _devices = devices.ToDictionary(pair => pair.Key, pair => WholeSectors.Of(pair.Value));

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => _devices.Keys;

    /// <summary>What the first device that failed threw.</summary>
    public ExceptionDispatchInfo? Failure => Volatile.Read(ref _failure);

    /// <summary>The device of a name; null where there is none.</summary>
    public BlockDevice? Find(string name) => _devices.GetValueOrDefault(name);

    /// <summary>Does something with a device.</summary>
    /// <returns>What the client is told.</returns>
    public NbdError Run(Action work)
    {
        try
        {
            lock (_gate)
            {
                work();
            }

            return NbdError.None;
        }
        catch (Exception e)
        {
            // Whatever it is, it is the owner's, who waits on another thread for a client that only learns a number.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            return e is IOException { HResult: DiskFull } ? NbdError.NoSpace : NbdError.Failed;
        }
    }
}

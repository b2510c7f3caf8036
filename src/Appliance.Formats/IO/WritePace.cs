using System.Diagnostics;

namespace Appliance.Formats.IO;

/// <summary>How fast one way into a file has been of late. Any thread may add to it.</summary>
/// <param name="bytesPerSecond">What is assumed before the first write.</param>
internal sealed class WritePace(double bytesPerSecond)
{
    // The last sixteen writes or so decide: one that had to wait for something else does not.
    private const double Weight = 1.0 / 16;

    private readonly Lock _adding = new();
    private double _secondsPerByte = 1 / bytesPerSecond;

    /// <summary>Bytes per second.</summary>
    public double BytesPerSecond => 1 / Volatile.Read(ref _secondsPerByte);

    /// <summary>Adds a write that began at a timestamp of <see cref="Stopwatch"/> and has just ended.</summary>
    public void Add(int bytes, long begun)
    {
        double taken = Stopwatch.GetElapsedTime(begun).TotalSeconds / bytes;
        lock (_adding)
        {
            Volatile.Write(ref _secondsPerByte, _secondsPerByte + ((taken - _secondsPerByte) * Weight));
        }
    }
}

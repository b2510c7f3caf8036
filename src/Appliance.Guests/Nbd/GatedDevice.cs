using Appliance.Guests.Devices;

namespace Appliance.Guests.Nbd;

/// <summary>A device behind a gate.</summary>
internal sealed class GatedDevice : BlockDevice
{
    private readonly BlockDevice _inner;
    private readonly TurnGate _gate;

    /// <summary>Puts a device behind a gate.</summary>
    public GatedDevice(BlockDevice inner, TurnGate gate)
    {
        _inner = inner;
        _gate = gate;
    }

    /// <inheritdoc/>
    public override string Name => _inner.Name;

    /// <inheritdoc/>
    public override long Length => _inner.Length;

    /// <inheritdoc/>
    public override bool CanWrite => _inner.CanWrite;

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> buffer)
    {
        _gate.Enter();
        try
        {
            _inner.Read(offset, buffer);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <inheritdoc/>
    protected override void WriteCore(long offset, ReadOnlySpan<byte> bytes)
    {
        _gate.Enter();
        try
        {
            if (!_gate.DropsWrites)
            {
                _inner.Write(offset, bytes);
            }
        }
        finally
        {
            _gate.Leave();
        }
    }
}

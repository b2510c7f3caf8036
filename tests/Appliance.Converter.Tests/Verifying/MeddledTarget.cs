using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Tests.Verifying;

/// <summary>A target to which something happens between the last write and the reading back.</summary>
internal sealed class MeddledTarget(IMachineTarget inner, Action meddle) : IMachineTarget
{
    public string Name => inner.Name;

    public string Format => inner.Format;

    public bool CanReadBack => inner.CanReadBack;

    public IReadOnlyList<WrittenPackage> Written => inner.Written;

    public void Check(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes) => inner.Check(group, diskSizes);

    public async Task WriteAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await inner.WriteAsync(source, progress, cancellationToken);
        meddle();
    }

    public ValueTask<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken) => inner.CommitAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

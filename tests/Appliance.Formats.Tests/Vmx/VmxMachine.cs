using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;
using Appliance.Formats.Tests.Vmdk;
using Appliance.Formats.Vmx;

namespace Appliance.Formats.Tests.Vmx;

/// <summary>A folder in memory with a <c>vm.vmx</c>, which every test adds its lines to.</summary>
internal sealed class VmxMachine
{
    private const string Head = "config.version = \"8\"\nvirtualHW.version = \"19\"\nmemSize = \"64\"\n";

    public VmxMachine(params string[] lines) => Folder.With("vm.vmx", Head + string.Join('\n', lines));

    public MemoryFolder Folder { get; } = new();

    /// <summary>Adds a file; for a VMDK, a descriptor of a disk of one sector that holds nothing.</summary>
    public VmxMachine With(string name, string? text = null)
    {
        _ = text is null ? Folder.WithDescriptor(name, 512, "ZERO", "") : Folder.With(name, text);
        return this;
    }

    public ValueTask<VmxSource> OpenAsync()
        => VmxSource.OpenAsync(Folder, "vm.vmx", OpenImageAsync, new ReadOptions { Warn = Folder.Warnings.Add }, CancellationToken.None);

    public async Task<Machine> ReadAsync()
    {
        await using VmxSource source = await OpenAsync();
        return source.Group.Machines[0];
    }

    private static ValueTask<Disk> OpenImageAsync(Disk file, IFileFolder folder, ReadOptions options, CancellationToken cancellationToken)
        => DiskImages.OpenAsync(file, folder, options, SourceOptions.Default, cancellationToken);
}

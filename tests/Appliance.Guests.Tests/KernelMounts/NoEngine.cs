using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Tests.KernelMounts;

/// <summary>An engine that is not meant to be used, or only to be told that it was.</summary>
internal sealed class NoEngine : IFileSystemEngine
{
    public FileSystemKind Kind => FileSystemKind.Unknown;

    public FileSystem Open(BlockDevice device, bool writable) => throw new NotSupportedException("the other engine was asked");
}

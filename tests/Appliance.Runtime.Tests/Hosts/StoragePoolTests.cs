using Appliance.Runtime.Hosts;
using Xunit;

namespace Appliance.Runtime.Tests.Hosts;

public sealed class StoragePoolTests
{
    [Theory]
    [InlineData("fast=folder:/srv/vm", StorageKind.Folder, "/srv/vm", VolumeFormat.Raw)]
    [InlineData("slow=folder:/srv/a,b,vhd", StorageKind.Folder, "/srv/a,b", VolumeFormat.Vhd)]
    [InlineData("v=lvm:vg0", StorageKind.Lvm, "vg0", VolumeFormat.Raw)]
    [InlineData("t=lvm-thin:vg0/pool0", StorageKind.LvmThin, "vg0/pool0", VolumeFormat.Raw)]
    [InlineData("z=zfs:tank/vm", StorageKind.Zfs, "tank/vm", VolumeFormat.Raw)]
    public void APool_IsWrittenAsItIsRead(string text, StorageKind kind, string location, VolumeFormat format)
    {
        var pool = StoragePool.Parse(text);
        Assert.Equal((kind, location, format), (pool.Kind, pool.Location, pool.Format));
        Assert.Equal(text, pool.ToString());
    }

    [Theory]
    [InlineData("folder:/srv/vm", "a pool reads")]
    [InlineData("a=nfs:/srv", "a pool reads")]
    [InlineData("a b=lvm:vg0", "the name of a pool")]
    [InlineData("=lvm:vg0", "the name of a pool")]
    [InlineData("a=folder:srv", "not the absolute path")]
    [InlineData("a=folder:/srv/../etc", "not the absolute path")]
    [InlineData("a=folder:/srv\n/x", "not the absolute path")]
    [InlineData("a=lvm:-vg", "not a volume group")]
    [InlineData("a=lvm:vg0,vhd", "not a volume group")]
    [InlineData("a=lvm:vg/lv", "not a volume group")]
    [InlineData("a=lvm-thin:vg", "not VG/POOL")]
    [InlineData("a=zfs:tank//vm", "not a dataset")]
    [InlineData("a=zfs:tank/vm@now", "not a dataset")]
    public void WhatIsNoPool_IsRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => StoragePool.Parse(text)).Message, StringComparison.Ordinal);
}

using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using Xunit;

namespace Appliance.Runtime.Tests.Federation;

public sealed class StorageRoomTests
{
    [Fact]
    public void Find_ThickStorageWithoutRoom_IsPassedBy()
        => Assert.Equal("slow", Find(50, Thick("fast", 10) with { IsDefault = true }, Thick("slow", 60)));

    [Fact]
    public void Find_ThinStorageWithoutRoom_IsTakenOnlyWhereNothingElseFits()
    {
        Assert.Equal("slow", Find(50, Thin("fast", 10) with { IsDefault = true }, Thick("slow", 60)));
        Assert.Equal("fast", Find(50, Thin("fast", 10), Thick("slow", 20)));
    }

    [Fact]
    public void Find_TheDefault_IsTakenBeforeTheOneWithMostRoom()
        => Assert.Equal("fast", Find(5, Thin("slow", 60), Thin("fast", 10) with { IsDefault = true }));

    [Fact]
    public void Find_WithoutADefault_TakesTheOneWithMostRoom() => Assert.Equal("slow", Find(5, Thin("fast", 10), Thin("slow", 60)));

    [Fact]
    public void Find_WhatCannotBeUsed_IsPassedBy()
        => Assert.Null(Find(5, Thin("discs", 10) with { IsForDiscs = true }, Thin("lost", 10) with { Problem = "no host has it attached" }));

    [Fact]
    public void Find_TheOneThatIsWanted_OrNone()
    {
        var id = Guid.NewGuid();
        StorageReport[] storages = [Thin("fast", 60), Thin("slow", 60) with { Uuid = id }];
        Assert.Equal($"{id}", StorageRoom.Find(storages, "slow", 1)?.Pool);
        Assert.Equal($"{id}", StorageRoom.Find(storages, $"{id}", 1)?.Pool);
        Assert.Null(StorageRoom.Find(storages, "other", 1));
    }

    private static string? Find(long size, params StorageReport[] storages) => StorageRoom.Find(storages, null, size)?.Storage.Name;

    private static StorageReport Thin(string name, long free) => new(name, "ext", 100, free);

    private static StorageReport Thick(string name, long free) => Thin(name, free) with { TakesWholeSize = true };
}

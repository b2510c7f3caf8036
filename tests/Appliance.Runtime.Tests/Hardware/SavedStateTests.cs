using System.Buffers.Binary;
using System.Text;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Hardware;

public sealed class SavedStateTests
{
    private const string Config = """{"c_info":{"type":"pvh"},"b_info":{"max_vcpus":2,"avail_vcpus":[0],"max_memkb":131072,"target_memkb":98304}}""";

    private static readonly DomainLimits Expected = new(2, 128 << 20);

    [Fact]
    public async Task ASavedMemory_TellsWhatItIsOf()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["memory"], [.. Head(Config), .. new byte[1 << 20]]);
        await using var shell = new LocalShell("here");
        Assert.Equal(Expected, await SavedState.ReadAsync(shell, folder["memory"], default));
        await Assert.ThrowsAsync<HostException>(() => SavedState.ReadAsync(shell, folder["none"], default));
    }

    [Fact]
    public void WhatXlWritesOtherwise_IsNotGuessedAt()
    {
        byte[] head = Head(Config);
        Assert.Equal(Expected, SavedState.Parse(head));
        Assert.Null(SavedState.Parse(head.AsSpan(0, head.Length - 1)));
        Assert.Null(SavedState.Parse(head.AsSpan(1)));
        Assert.Null(SavedState.Parse(Head("{")));
        Assert.Null(SavedState.Parse(Head("""{"b_info":{"max_memkb":"many"}}""")));
        Assert.Null(SavedState.Parse([]));
    }

    [Fact]
    public void ARunningDomain_TellsItToo()
    {
        Assert.Equal(Expected, DomainLimits.Parse($$"""[{"domid":1,"config":{{Config}}}]"""));
        Assert.Null(DomainLimits.Parse("[]"));
    }

    [Fact]
    public void Config_HasTheSizeOfTheSavedDomain()
    {
        var machine = new MachineRecord { Name = "m", Uuid = Guid.Empty, Type = DomainType.Hvm, Cpus = 4, Memory = 96 << 20 };
        string[] config = XlConfig.Write(machine, Expected).Split('\n');
        Assert.Contains("vcpus = 2", config);
        Assert.Contains("maxvcpus = 2", config);
        Assert.Contains("memory = 96", config);
        Assert.Contains("maxmem = 128", config);
    }

    /// <summary>As Xen 4.17 writes it.</summary>
    private static byte[] Head(string config)
    {
        byte[] json = [.. Encoding.UTF8.GetBytes(config), 0], numbers = new byte[20];
        BinaryPrimitives.WriteUInt32LittleEndian(numbers, 0x01020304);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers.AsSpan(4), 3);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers.AsSpan(12), (uint)json.Length + sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(numbers.AsSpan(16), (uint)json.Length);
        return [.. "Xen saved domain, xl format\n \0 \r"u8, .. numbers, .. json];
    }
}

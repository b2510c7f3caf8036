using System.Buffers.Binary;
using System.Text;
using Appliance.Formats;
using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.FileSystems.Ntfs;

public sealed class NtfsRefusalTests
{
    [NeedsToolTheory("mkntfs", "ntfscp")]
    [InlineData("hibr")]
    [InlineData("HIBR")]
    public void Open_HibernatedForWriting_SaysHowToShutDown(string magic)
    {
        using var image = new NtfsImage();
        byte[] hibernation = new byte[8192];
        Encoding.ASCII.GetBytes(magic).CopyTo(hibernation, 0);
        image.Copy(hibernation, "hiberfil.sys");
        Assert.Contains("Fast Startup", Refusal(image).Message);
        Assert.Contains("shutdown /s /t 0", Refusal(image).Message);
    }

    [NeedsToolFact("mkntfs", "ntfscp")]
    public void Open_HibernatedForReading_Reads()
    {
        using var image = new NtfsImage();
        image.Copy([.. "hibr"u8, .. new byte[8192]], "hiberfil.sys");
        Assert.Equal(8196, image.Read(fileSystem => fileSystem.Find("/hiberfil.sys")!.Length));
    }

    [NeedsToolFact("mkntfs", "ntfscp")]
    public void Open_WithHibernationFileOfZeros_Writes()
    {
        using var image = new NtfsImage();
        image.Copy(new byte[8192], "hiberfil.sys");
        image.Change(fileSystem => fileSystem.Write("/x", "x"));
        image.RequireClean();
    }

    [NeedsToolFact("mkntfs", "ntfsfix")]
    public void Open_MarkedDirtyForWriting_SaysToRunChkdsk()
    {
        using var image = new NtfsImage();
        Tool.Run("ntfsfix", image.Path);
        Assert.Contains("chkdsk", Refusal(image).Message);
        Assert.Empty(image.Read(fileSystem => fileSystem.List("/")));
    }

    [NeedsToolFact("mkntfs", "ntfscp", "ntfscat")]
    public void Open_UncleanJournalForWriting_SaysToShutDown()
    {
        using var image = new NtfsImage();
        image.Copy(JournalInUse(Tool.Run("ntfscat", "-i", "2", image.Path).Length), "$LogFile");
        Assert.Contains("not shut down cleanly", Refusal(image).Message);
        Assert.Empty(image.Read(fileSystem => fileSystem.List("/")));
    }

    [NeedsToolFact("mkntfs")]
    public void Open_UnknownVersion_IsRefused()
    {
        using var image = new NtfsImage(8);
        byte[] volume = File.ReadAllBytes(image.Path);
        NtfsRecords.Patch(volume, record: 3, type: 0x70, offset: 8, value: 4);
        Assert.Contains("version", Assert.Throws<UnsupportedImageException>(() => NtfsFileSystem.Open(new MemoryDevice(volume), writable: false)).Message);
    }

    [NeedsToolFact("mkntfs")]
    public void Open_RefusedForWriting_HasWrittenNothing()
    {
        using var image = new NtfsImage(8);
        Tool.Run("ntfsfix", image.Path);
        byte[] before = File.ReadAllBytes(image.Path);
        _ = Refusal(image);
        Assert.Equal(before, File.ReadAllBytes(image.Path));
    }

    [Fact]
    public void Open_NoNtfs_IsDamaged()
    {
        Assert.Throws<InvalidImageException>(() => NtfsFileSystem.Open(new MemoryDevice(new byte[1 << 20]), writable: false));
        Assert.Throws<InvalidImageException>(() => NtfsFileSystem.Open(new MemoryDevice(new byte[100]), writable: false));
    }

    [NeedsToolTheory("mkntfs")]
    [InlineData(11, 3)] // bytes per sector
    [InlineData(13, 0)] // sectors per cluster
    [InlineData(13, 200)]
    [InlineData(40, 255)] // sectors: more than there are
    [InlineData(47, 127)]
    [InlineData(52, 1)] // MFT beyond the end
    [InlineData(61, 1)] // its mirror
    [InlineData(64, 0)] // bytes per record
    [InlineData(64, 0x90)]
    [InlineData(68, 0)]
    public void Open_BootSectorThatMisleads_IsDamaged(int offset, byte value)
    {
        using var image = new NtfsImage(8);
        byte[] volume = File.ReadAllBytes(image.Path);
        volume[offset] = value;
        if (offset == 40)
        {
            volume.AsSpan(40, 4).Fill(255);
        }

        Assert.Throws<InvalidImageException>(() => NtfsFileSystem.Open(new MemoryDevice(volume), writable: false));
    }

    [NeedsToolFact("mkntfs")]
    public void Read_DeviceFails_ThrowsWhatTheDeviceThrew()
    {
        using var image = new NtfsImage(8);
        image.Change(fileSystem => fileSystem.Write("/file", new byte[100_000]));
        using var device = new FileDevice(image.Path);
        using NtfsFileSystem fileSystem = NtfsFileSystem.Open(device, writable: true);
        _ = fileSystem.Find("/file");
        device.BeforeRead = offset => throw new InvalidImageException("web01.vmdk", offset, "is cut off");
        InvalidImageException failure = Assert.Throws<InvalidImageException>(() => fileSystem.ReadAll("/file"));
        Assert.Contains("web01.vmdk", failure.Message);
        Assert.Throws<InvalidImageException>(() => fileSystem.FreeBytes);
        Assert.Throws<InvalidImageException>(() => fileSystem.Write("/other", "x"));
        device.BeforeRead = _ => { };
        Assert.Equal(100_000, fileSystem.ReadAll("/file").Length);
    }

    private static UnsupportedImageException Refusal(NtfsImage image)
    {
        using var device = new FileDevice(image.Path);
        return Assert.Throws<UnsupportedImageException>(() => NtfsFileSystem.Open(device, writable: true));
    }

    /// <summary>A journal with a client that has not gone: two equal restart pages of version 1.1.</summary>
    private static byte[] JournalInUse(int length)
    {
        var page = new byte[4096];
        "RSTR"u8.CopyTo(page);
        Put16(page, 4, 0x1E); // update sequence array
        Put16(page, 6, 9);
        Put16(page, 16, 4096); // system page size
        Put16(page, 20, 4096); // log page size
        Put16(page, 24, 0x30); // restart area
        Put16(page, 26, 1); // minor and major version
        Put16(page, 28, 1);
        Span<byte> area = page.AsSpan(0x30);
        Put16(area, 8, 1); // clients
        Put16(area, 10, 0xFFFF); // none free
        Put16(area, 12, 0); // the first in use
        int bits = 67 - (64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)length));
        BinaryPrimitives.WriteInt32LittleEndian(area[16..], bits); // of a sequence number
        Put16(area, 20, 0x40 + 160); // its length
        Put16(area, 22, 0x40); // clients
        BinaryPrimitives.WriteInt64LittleEndian(area[24..], length);
        Put16(area, 36, 0x30); // record header
        Put16(area, 38, 0x40); // data of a log page
        Put16(area[0x40..], 16, 0xFFFF); // the only client
        Put16(area[0x40..], 18, 0xFFFF);
        var journal = new byte[length];
        journal.AsSpan().Fill(0xFF);
        page.CopyTo(journal, 0);
        page.CopyTo(journal, 4096);
        return journal;
    }

    private static void Put16(Span<byte> bytes, int offset, int value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes[offset..], (ushort)value);
}

using Appliance.Formats.Vhd;
using Xunit;

namespace Appliance.Formats.Tests.Vhd;

public sealed class VhdGeometryTests
{
    // As vhd-util, VirtualBox and Hyper-V write them.
    [Theory]
    [InlineData(0, 0, 4, 17)]
    [InlineData(1_052_160, 30, 4, 17)]
    [InlineData(8L << 20, 240, 4, 17)]
    [InlineData(1L << 30, 2080, 16, 63)]
    [InlineData(127L << 30, 65278, 16, 255)]
    [InlineData(VhdLimits.MaxDiskSize, 65535, 16, 255)]
    public void ForSize_KnownSizes_GivesWhatOtherToolsWrite(long size, int cylinders, int heads, int sectors)
        => Assert.Equal(new VhdGeometry((ushort)cylinders, (byte)heads, (byte)sectors), VhdGeometry.ForSize(size));

    [Fact]
    public void ForSize_AnySize_CoversNoMoreThanTheDisk()
    {
        for (long size = 512; size <= VhdLimits.MaxDiskSize; size += (size / 3 / 512 * 512) + 512)
        {
            Assert.InRange(VhdGeometry.ForSize(size).Bytes, 0, size);
        }
    }
}

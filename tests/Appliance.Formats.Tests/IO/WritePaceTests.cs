using System.Diagnostics;
using Appliance.Formats.IO;
using Xunit;

namespace Appliance.Formats.Tests.IO;

public sealed class WritePaceTests
{
    [Fact]
    public void BytesPerSecond_NothingWritten_IsWhatWasAssumed() => Assert.Equal(1e9, new WritePace(1e9).BytesPerSecond, 1.0);

    [Fact]
    public void Add_OneOtherWrite_ChangesItByASixteenth()
    {
        var pace = new WritePace(bytesPerSecond: 1);

        pace.Add(int.MaxValue, Stopwatch.GetTimestamp());

        Assert.Equal(16.0 / 15, pace.BytesPerSecond, 0.01);
    }
}

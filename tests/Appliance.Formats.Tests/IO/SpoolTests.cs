using System.Runtime.Versioning;
using Appliance.Formats.IO;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.Formats.Tests.IO;

public sealed class SpoolTests
{
    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void CreateUnlinked_File_IsPrivateAndHasNoName()
    {
        using var folder = new TemporaryFolder();

        using SafeFileHandle handle = Spool.CreateUnlinked(folder.Path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(handle));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        RandomAccess.Write(handle, [1], 0);
        Assert.Equal(1, RandomAccess.GetLength(handle));
    }
}

using System.Text;
using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Formats.IO.Tar;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Bases;

/// <summary>Archives of GNU tar are read in each of its dialects; broken ones are told.</summary>
public sealed class ArchiveMembersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NeedsToolTheory("tar")]
    [InlineData("v7")]
    [InlineData("ustar")]
    [InlineData("oldgnu")]
    [InlineData("gnu")]
    [InlineData("pax")]
    public void Read_ArchiveOfGnuTar_HasWhatWasPutIn(string dialect)
    {
        // 99 bytes go into the name of every dialect, 150 into a prefix and a name, 300 into records alone.
        int[] lengths = dialect switch { "v7" => [50], "ustar" => [50, 150], _ => [50, 150, 300] };
        string[] names = [.. lengths.Select(length => string.Join('/', Enumerable.Repeat(new string('n', 49), length / 50)))];
        foreach (string name in names)
        {
            _folder.Write($"in/{name}.d/file", "text");
            File.CreateSymbolicLink(_folder[$"in/{name}.d/link"], "file");
        }

        string[] options = ["-C", _folder["in"], "--sort=name", $"--format={dialect}", "--owner=:70000", "--group=:70001", "--mtime=@1000", "--mode=0750"];
        Tool.Run("tar", ["-cf", _folder["a.tar"], .. options, "."]);
        ArchiveMember[] members = [.. Read("a.tar")];
        foreach (string name in names)
        {
            ArchiveMember file = members.Single(member => member.Name == $"./{name}.d/file");
            using var reader = new StreamReader(file.Content.Open());
            Assert.Equal("text", reader.ReadToEnd());
            Assert.Equal((70000u, 70001u, 0x1E8), (file.Rights.Owner, file.Rights.Group, file.Rights.Mode));
            Assert.Equal(1000, file.Modified);
            Assert.Equal("file", members.Single(member => member.Name == $"./{name}.d/link").Target);
            Assert.True(members.Single(member => member.Name == $"./{name}.d/").IsFolder);
        }
    }

    [NeedsToolFact("tar", "truncate")]
    public void Read_SparseFile_IsRefused()
    {
        Tool.Run("truncate", "-s", "1M", _folder["holes"]);
        Tool.Run("tar", "-C", _folder.Path, "--sparse", "--format=gnu", "-cf", _folder["a.tar"], "holes");
        Assert.Contains("stored sparse", Assert.Throws<UnsupportedImageException>(() => Read("a.tar").Count()).Message, StringComparison.Ordinal);
    }

    [NeedsToolTheory("tar")]
    [InlineData(700, "is cut off within a tar header")]
    [InlineData(1200, "is cut off: a member of 1000 bytes leads beyond its end")]
    public void Read_ArchiveThatIsCutOff_TellsWhere(int length, string expected)
    {
        _folder.Write("in/a", "");
        _folder.Write("in/b", new byte[1000]);
        Tool.Run("tar", "-C", _folder["in"], "-cf", _folder["a.tar"], "a", "b");
        File.WriteAllBytes(_folder["a.tar"], File.ReadAllBytes(_folder["a.tar"])[..length]);
        Assert.Contains(expected, Assert.Throws<InvalidImageException>(() => Read("a.tar").Count()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('x', 2 << 20, "a tar header continues for 2097152 bytes; 1048576 are plenty")]
    [InlineData('L', 2 << 20, "a tar header continues for 2097152 bytes; 1048576 are plenty")]
    [InlineData('0', long.MaxValue >> 1, "leads beyond its end")]
    public void Read_HeaderThatClaimsTooMuch_IsRefusedBeforeAnythingIsRead(char kind, long size, string expected)
    {
        byte[] header = new byte[512];
        UstarHeader.Write(header, "a", size, DateTimeOffset.UnixEpoch);
        header[156] = (byte)kind;
        int sum = header.Sum(letter => letter) - header[148..156].Sum(letter => letter) + (8 * ' ');
        Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(header, 148);
        using (FileStream file = File.Create(_folder["a.tar"]))
        {
            file.Write(header);
            file.SetLength(3 << 20);
        }

        Assert.Contains(expected, Assert.Throws<InvalidImageException>(() => Read("a.tar").Count()).Message, StringComparison.Ordinal);
    }

    private IEnumerable<ArchiveMember> Read(string name) => new ArchiveMembers(FilePart.Whole(_folder[name]), name).Read(default);
}

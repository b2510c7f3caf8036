using System.IO.Compression;
using System.Security.Cryptography;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Tests.Ova;
using Appliance.Formats.Tests.Vhd;
using Appliance.Formats.Vmdk;
using Appliance.Testing;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Tests.Streaming;

/// <summary>
/// Makes an OVA of two disks whose members come in any order. A letter stands for a member: <c>o</c> descriptor, <c>m</c>
/// manifest, <c>c</c> certificate, <c>1</c> and <c>2</c> disks, <c>i</c> an ISO that no disk is.
/// </summary>
internal sealed class OvaBytes
{
    public const string Name = "web01.ova";

    private readonly Dictionary<char, (string Name, byte[] Content)> _members = [];

    private OvaBytes(byte[] first, byte[] second)
    {
        _members['1'] = ("web01-disk1.vmdk", first);
        _members['2'] = ("web01-disk2.vmdk", second);
        _members['i'] = ("tools.iso", TestDisk.RandomBytes(70_000, seed: 77));
        Describe();
    }

    /// <summary>What the two disks hold.</summary>
    public static byte[][] Contents { get; } = [TestDisk.Mixed(3_000_320, seed: 11), TestDisk.Mixed(2_500_096, seed: 12)];

    /// <summary>How the descriptor puts the disks' files.</summary>
    public string FileAttributes { get; set; } = "";

    /// <summary>Two streamOptimized disks.</summary>
    public static async Task<OvaBytes> MakeAsync() => new(await StreamAsync(Contents[0]), await StreamAsync(Contents[1]));

    /// <summary>Two images of any kind.</summary>
    public static OvaBytes Of(byte[] first, byte[] second) => new(first, second);

    /// <summary>The bytes of a streamOptimized VMDK.</summary>
    public static async Task<byte[]> StreamAsync(byte[] content)
    {
        using var folder = new TemporaryFolder();
        using SafeFileHandle file = File.OpenHandle(folder["disk.vmdk"], FileMode.CreateNew, FileAccess.ReadWrite);
        await using var writer = new VmdkStreamWriter(new FileOutput(file), content.Length, new VmdkDiskLabel("disk.vmdk", VhdSamples.Id));
        await DiskCopier.CopyAsync(new TestDisk(content), writer, workers: 2, progress: null, CancellationToken.None);
        return await File.ReadAllBytesAsync(folder["disk.vmdk"]);
    }

    /// <summary>Replaces a member.</summary>
    public OvaBytes With(char letter, string name, byte[] content)
    {
        _members[letter] = (name, content);
        return this;
    }

    /// <summary>Writes the descriptor again, after changes.</summary>
    public OvaBytes Describe()
    {
        _members['o'] = ("web01.ovf", System.Text.Encoding.UTF8.GetBytes(Descriptor));
        return this;
    }

    /// <summary>The archive with its members in this order.</summary>
    public byte[] Pack(string order, string algorithm = "SHA256")
    {
        _members['m'] = ("web01.mf", System.Text.Encoding.UTF8.GetBytes(
            string.Concat(order.Where(letter => letter is not ('m' or 'c')).Select(letter => Line(algorithm, _members[letter])))));
        var tar = new TarBytes();
        foreach (char letter in order)
        {
            tar.Add(_members[letter].Name, _members[letter].Content);
        }

        return tar.Finish();
    }

    /// <summary>The manifest that <see cref="Pack"/> made.</summary>
    public byte[] Manifest => _members['m'].Content;

    /// <summary>A member's content.</summary>
    public byte[] this[char letter] => _members[letter].Content;

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private static string Line(string algorithm, (string Name, byte[] Content) member)
        => $"{algorithm}({member.Name})= {Convert.ToHexStringLower(CryptographicOperations.HashData(new HashAlgorithmName(algorithm), member.Content))}\n";

    private string Descriptor => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
                  xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
          <References>
            <File ovf:id="file1" ovf:href="web01-disk1.vmdk" {FileAttributes}/>
            <File ovf:id="file2" ovf:href="web01-disk2.vmdk"/>
            <File ovf:id="file3" ovf:href="tools.iso"/>
          </References>
          <DiskSection>
            <Info>Disks</Info>
            <Disk ovf:diskId="vmdisk1" ovf:fileRef="file1" ovf:capacity="{Contents[0].Length}"/>
            <Disk ovf:diskId="vmdisk2" ovf:fileRef="file2" ovf:capacity="3" ovf:capacityAllocationUnits="byte * 2^20"/>
            <Disk ovf:diskId="blank" ovf:capacity="1048576"/>
          </DiskSection>
          <VirtualSystem ovf:id="web01">
            <Info>A machine</Info>
            <Name>web01</Name>
            <VirtualHardwareSection>
              <Info>Hardware</Info>
              <Item><rasd:ElementName>CPU</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>1</rasd:VirtualQuantity></Item>
              <Item><rasd:ElementName>Memory</rasd:ElementName><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>512</rasd:VirtualQuantity></Item>
              <Item><rasd:ElementName>SCSI</rasd:ElementName><rasd:Address>0</rasd:Address><rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceSubType>lsilogic</rasd:ResourceSubType><rasd:ResourceType>6</rasd:ResourceType></Item>
              {Drive(4, 0, "vmdisk2")}
              {Drive(5, 1, "vmdisk1")}
              {Drive(6, 2, "blank")}
            </VirtualHardwareSection>
          </VirtualSystem>
        </Envelope>
        """;

    private static string Drive(int id, int unit, string disk)
        => $"<Item><rasd:AddressOnParent>{unit}</rasd:AddressOnParent><rasd:ElementName>{disk}</rasd:ElementName><rasd:HostResource>ovf:/disk/{disk}</rasd:HostResource><rasd:InstanceID>{id}</rasd:InstanceID><rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></Item>";
}

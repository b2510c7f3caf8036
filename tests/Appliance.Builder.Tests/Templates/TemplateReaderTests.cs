using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Formats.Machines;
using Appliance.Guests.FileSystems;
using Xunit;

namespace Appliance.Builder.Tests.Templates;

/// <summary>What templates say is read as it is meant.</summary>
public sealed class TemplateReaderTests : IDisposable
{
    private readonly TemplateBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Read_LeastOfATemplate_HasWhatIsUsual()
    {
        Template template = _bench.Read(TemplateBench.Least);
        MachineTemplate machine = Assert.Single(template.Machines);
        Assert.Equal(("web", "1", "web", 1, 512L << 20), (template.Name, template.Version, machine.Seed, machine.Hardware.Cpus, machine.Hardware.Memory));
        Assert.Equal(new PartitionChoice(PartitionContent.Ext4, "/", null), Assert.Single(machine.Disk.Partitions));
        Assert.Equal(new ArchiveBase(_bench.Folder["root.tar"]), machine.Base);
    }

    [Fact]
    public void Read_Files_HaveTheirRights()
    {
        _bench.Folder.Write("motd", [65]);
        MachineTemplate machine = _bench.ReadMachine(TemplateBench.Least + """
            files:
              - { path: /etc/motd, source: motd }
              - { path: /usr/bin/hello, content: "#!/bin/sh", mode: "0755" }
              - { path: /etc/key, content: x, mode: "0640", owner: 7 }
              - { path: /etc/localtime, link: /usr/share/zoneinfo/UTC }
            """);
        Assert.Equal(
            [
                new CopiedFile("/etc/motd", FileRights.File, _bench.Folder["motd"]),
                new TextFile("/usr/bin/hello", FileRights.Program, "#!/bin/sh"),
                new TextFile("/etc/key", new FileRights(0x1A0, 7, 7), "x"),
                new LinkedFile("/etc/localtime", "/usr/share/zoneinfo/UTC"),
            ],
            machine.Files);
    }

    [Fact]
    public void Read_Parameters_StandInTexts()
    {
        Template template = _bench.Read(
            TemplateBench.Least.Replace("64MiB", "${size}", StringComparison.Ordinal) + """
            hostname: ${host}
            description: "$${host} is ${host}"
            parameters:
              host: { description: Its name }
              size: { type: size, default: 128MiB }
            """,
            TemplateBench.Set(("host", "db1")));
        MachineTemplate machine = Assert.Single(template.Machines);
        Assert.Equal(("db1", "${host} is db1", 128L << 20), (machine.HostName, template.Description, machine.Disk.Size));
    }

    [Fact]
    public void Read_Secret_ComesFromItsFile()
    {
        string file = _bench.Folder.Write("hash", "$6$abc\n");
        MachineTemplate machine = _bench.ReadMachine(
            TemplateBench.Least + "users: [{ name: root, password_hash: \"${hash}\" }]\nparameters:\n  hash: { type: secret }\n",
            new TemplateOptions { SecretFiles = new Dictionary<string, string> { ["hash"] = file } });
        Assert.Equal(("root", 0u, "$6$abc"), (machine.Users[0].Name, machine.Users[0].Id, machine.Users[0].PasswordHash));
    }

    [Fact]
    public void Read_Tests_AreChecksAndCommands()
    {
        string file = _bench.Folder.Write("password", "horse\n");
        MachineTemplate machine = _bench.ReadMachine(
            TemplateBench.Least + """
            parameters: { word: { type: secret } }
            console: { user: tester, password: "${word}" }
            tests:
              - console:up
              - { run: "systemctl is-active nginx", expect: active, exit: 3, timeout: 2m }
              - run: "test -e $${HOME}"
            """,
            new TemplateOptions { SecretFiles = new Dictionary<string, string> { ["word"] = file } });
        Assert.Equal([HealthCheck.Parse("console:up")], machine.Tests);
        Assert.Equal(
            [new ConsoleTest("systemctl is-active nginx") { Expected = "active", ExitCode = 3, Limit = TimeSpan.FromMinutes(2) }, new ConsoleTest("test -e ${HOME}") { Limit = TimeSpan.FromSeconds(30) }],
            machine.Commands);
        Assert.Equal(("tester", "horse"), (machine.Console!.User, machine.Console.Password));
        Assert.DoesNotContain("horse", $"{machine}", StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Includes_LieUnderTheTemplate()
    {
        _bench.Folder.Write("common.yaml", "version: \"9\"\ndescription: common\nhardware: { cpus: 4, memory: 1GiB }\nservices: { enable: [a.service] }\n");
        Template template = _bench.Read(TemplateBench.Least + "include: common.yaml\ndescription: own\nhardware: { cpus: 2 }\nservices: { enable: [b.service] }\n");
        MachineTemplate machine = Assert.Single(template.Machines);
        Assert.Equal(("9", "own", 2, 1L << 30), (template.Version, template.Description, machine.Hardware.Cpus, machine.Hardware.Memory));
        Assert.Equal(["a.service", "b.service"], machine.Services.Enabled);
    }

    [Fact]
    public void Read_ListThatBeginsWithNothing_TakesThePlaceOfTheOneBelow()
    {
        _bench.Folder.Write("common.yaml", "services: { enable: [a.service] }\n");
        MachineTemplate machine = _bench.ReadMachine(TemplateBench.Least + "include: common.yaml\nservices: { enable: [~, b.service] }\n");
        Assert.Equal(["b.service"], machine.Services.Enabled);
    }

    [Fact]
    public void Read_Profiles_LieOverTheTemplate()
    {
        string text = TemplateBench.Least + "hardware: { cpus: 1 }\nprofiles:\n  large: { hardware: { cpus: 8 } }\n  huge: { hardware: { cpus: 16, memory: 4GiB } }\n";
        Assert.Equal(1, _bench.ReadMachine(text).Hardware.Cpus);
        Assert.Equal(16, _bench.ReadMachine(text, new TemplateOptions { Profiles = ["large", "huge"] }).Hardware.Cpus);
    }

    [Fact]
    public void Read_Volumes_AreThoseOfTheirGroup()
    {
        MachineTemplate machine = _bench.ReadMachine(TemplateBench.Least.Replace("size: 64MiB", "size: 2GiB", StringComparison.Ordinal) + """
              partitions:
                - { filesystem: esp, mount: /boot/efi, size: 64MiB }
                - lvm: vg0
                  volumes: [{ name: root, filesystem: xfs, mount: / }, { name: swap, filesystem: swap, size: 64MiB }]
            boot: { firmware: uefi }
            """);
        Assert.Equal(Firmware.Uefi, machine.Firmware);
        Assert.Equal(
            [new PartitionChoice(PartitionContent.Esp, "/boot/efi", 64 << 20), new PartitionChoice(PartitionContent.Xfs, "/", null), new PartitionChoice(PartitionContent.Swap, null, 64 << 20)],
            machine.Disk.Contents);
    }
}

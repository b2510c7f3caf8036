using Appliance.Builder.Templates;
using Xunit;

namespace Appliance.Builder.Tests.Templates;

/// <summary>What is wrong with a template is told with file, line and column, before anything is done.</summary>
public sealed class BrokenTemplateTests : IDisposable
{
    private readonly TemplateBench _bench = new();

    /// <summary>What a test calls the fault, the lines that follow a whole template, and how the error begins.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "unknown key", "colour: red\n", "template.yaml:7:1: there is no colour; known are" },
        { "unknown inner key", "hardware:\n  cpu: 2\n", "template.yaml:8:3: there is no hardware.cpu; known are cpus, memory, networks" },
        { "wrong type", "hardware:\n  cpus: many\n", "template.yaml:8:9: hardware.cpus is a number from 1 to 128, not many" },
        { "text for a map", "hardware: big\n", "template.yaml:7:11: hardware is a map of keys and values, not a text" },
        { "map for a list", "files: { path: /a }\n", "template.yaml:7:8: files is a list, not a map" },
        { "bad size", "hardware:\n  memory: 5 apples\n", "template.yaml:8:11: hardware.memory is a size such as 512MiB or 4GiB, not 5 apples" },
        { "key twice", "name: other\n", "template.yaml:7:1: is no YAML: Duplicate key" },
        { "no YAML", "files: [\n", "template.yaml:8:1: is no YAML" },
        { "alias", "description: &a x\nversion: *a\n", "template.yaml:8:10: aliases are not taken" },
        { "unknown parameter", "description: ${site}\n", "template.yaml:7:14: there is no parameter site; there are none" },
        { "parameter without end", "description: ${site\n", "template.yaml:7:14: a ${ has no end" },
        { "parameter without value", "parameters:\n  site: { type: text }\n", "template.yaml:8:3: site has no default: give --set site=VALUE" },
        { "missing secret", "parameters:\n  key: { type: secret }\n", "template.yaml:8:3: the secret key is missing: give --secret key=FILE" },
        { "secret with a default", "parameters:\n  key: { type: secret, default: x }\n", "template.yaml:8:33: a secret has no default" },
        { "default of another type", "parameters:\n  n: { type: number, default: x }\n", "template.yaml:8:31: the default of n is a whole number, not x" },
        { "type that is none", "parameters:\n  n: { type: colour }\n", "template.yaml:8:14: parameters.n.type is text, number, flag, size, secret, not colour" },
        { "include that is not there", "include: other.yaml\n", "template.yaml:7:10: other.yaml is not there" },
        { "include from outside", "include: ../other.yaml\n", "template.yaml:7:10: ../other.yaml is outside of the template's folder" },
        { "include of itself", "include: template.yaml\n", "template.yaml:7:10: template.yaml includes itself: template.yaml -> template.yaml" },
        { "source from outside", "files:\n  - { path: /a, source: /etc/passwd }\n", "template.yaml:8:25: /etc/passwd is outside of the template's folder" },
        { "file of two kinds", "files:\n  - { path: /a, content: x, link: y }\n", "template.yaml:8:5: a file has one of content, source and link" },
        { "path with dots", "files:\n  - { path: /a/../b, content: x }\n", "template.yaml:8:13: a path is absolute, with no . or .. in it" },
        { "mode that is not octal", "files:\n  - { path: /a, content: x, mode: \"0998\" }\n", "template.yaml:8:35: a mode is octal" },
        { "package of another base", "packages: [nginx]\n", "template.yaml:7:12: packages are those of a Debian base" },
        { "unit without its kind", "services:\n  enable: [nginx]\n", "template.yaml:8:12: a unit has its kind behind its name" },
        { "two on one mount", "data_disks: [{ size: 32MiB, mount: /data }, { size: 32MiB, mount: /data }]\n", "template.yaml:7:13: two file systems are mounted on /data" },
        { "version that is a path", "version: ../../1\n", "template.yaml:7:10: a name has letters, digits, - and ., at most 63" },
        { "check that is none", "tests: [\"ping:1\"]\n", "template.yaml:7:9: ping:1: a check reads tcp:PORT, http:PORT[/PATH] or console:TEXT" },
        { "test that is a list", "tests: [[a]]\n", "template.yaml:7:9: tests is a list of texts and maps, and this is a list" },
        { "test that runs nothing", "tests: [{ expect: x }]\n", "template.yaml:7:9: tests.run is missing" },
        { "test of two lines", "tests:\n  - run: |\n      a\n      b\n", "template.yaml:8:10: tests.run is one line of at most 800 characters" },
        { "test with an unknown key", "tests: [{ run: a, code: 1 }]\n", "template.yaml:7:19: there is no tests.code; known are exit, expect, run, timeout" },
        { "exit code that is none", "tests: [{ run: a, exit: 256 }]\n", "template.yaml:7:25: tests.exit is a number from 0 to 255, not 256" },
        { "timeout that is none", "tests: [{ run: a, timeout: soon }]\n", "template.yaml:7:28: tests.timeout is a time such as 30s or 5m, at most 60m, not soon" },
        { "timeout of hours", "tests: [{ run: a, timeout: 2h }]\n", "template.yaml:7:28: tests.timeout is a time such as 30s or 5m, at most 60m, not 2h" },
        { "console without a user", "console: {}\n", "template.yaml:7:10: console.user is missing" },
        { "console with a plain password", "console: { user: a, password: b }\n", "template.yaml:7:31: console.password is a parameter of type secret, and nothing else" },
        { "console with a password for all", "parameters: { p: { default: b } }\nconsole: { user: a, password: \"${p}\" }\n", "template.yaml:8:31: console.password is a parameter of type secret" },
        { "console of a machine with a plain password", "machines: [{ name: a, console: { user: a, password: b } }]\n", "template.yaml:7:53: console.password is a parameter of type secret, and nothing else" },
        { "default that the property does not take", "product: { properties: [{ key: a, type: uint8, default: 256 }] }\n", "template.yaml:7:57: the property a is a whole number from 0 to 255, and its default is another" },
        { "licence that is a folder", "product: { licences: [.] }\n", "template.yaml:7:23: . is a folder, and a licence is a file" },
        { "kernel arguments of two lines", "kernel_arguments: |\n  quiet\n  splash\n", "template.yaml:7:19: kernel_arguments is one line" },
        { "size beyond all", "data_disks: [{ size: 8000000TiB, mount: /data }]\n", "template.yaml:7:22: data_disks.size is a size such as 512MiB" },
        { "data disk on /boot", "data_disks: [{ size: 32MiB, mount: /boot }]\n", "template.yaml:7:36: /boot is on the disk that the machine starts from" },
        { "data disk on a path with dots", "data_disks: [{ size: 32MiB, mount: /a/../b }]\n", "template.yaml:7:36: a path is absolute, with no . or .. in it" },
        { "script without interpreter", "firstboot: [\"echo hello\"]\n", "template.yaml:7:13: a script of the first start begins with its interpreter" },
        { "option twice", "deployment: [{ id: a }, { id: a }]\n", "template.yaml:7:13: two options are called a" },
        { "size of no option", "hardware: { options: { large: { cpus: 2 } } }\n", "template.yaml:7:24: there is no hardware.options.large" },
        { "property twice", "product: { properties: [{ key: a }, { key: a }] }\n", "template.yaml:7:24: two properties have the key a" },
        { "password with a default", "product: { properties: [{ key: a, password: true, default: x }] }\n", "template.yaml:7:60: a password has no default" },
        { "machine twice", "machines: [{ name: a }, { name: a }]\n", "template.yaml:7:11: two machines have the name a" },
        { "machine without a name", "machines: [{ hostname: a }]\n", "template.yaml:7:12: machines.name is missing" },
        { "fault in a machine", "machines: [{ name: a, colour: red }]\n", "template.yaml:7:23: there is no machine a.colour" },
        { "user data of no kind", "cloud_init: { user_data: \"users: []\" }\n", "template.yaml:7:26: user data begins with its kind" },
        { "address without its network", "network: [{ addresses: [10.0.0.1] }]\n", "template.yaml:7:25: an address has the bits of its network behind it" },
        { "gateway that is no address", "network: [{ gateway: router }]\n", "template.yaml:7:22: router is no IP address" },
        { "user with a plain password", "users:\n  - { name: admin, password_hash: secret }\n", "template.yaml:8:35: a password is kept as its hash" },
        { "UEFI without its partition", "boot: { firmware: uefi }\n", "template.yaml:7:19: uefi takes an EFI system partition: { filesystem: esp," },
        { "firmware that is none", "boot: { firmware: coreboot }\n", "template.yaml:7:19: boot.firmware is bios, uefi, not coreboot" },
        { "unknown key of the start", "boot: { loader: grub }\n", "template.yaml:7:9: there is no boot.loader; known are firmware" },
        { "data disk of swap", "data_disks: [{ size: 32MiB, mount: /data, filesystem: swap }]\n", "template.yaml:7:55: data_disks.filesystem is ext4, xfs, btrfs, not swap" },
        { "small data disk of XFS", "data_disks: [{ size: 32MiB, mount: /data, filesystem: xfs }]\n", "template.yaml:7:22: a disk has 302MiB at least" },
    };

    /// <summary>Partitions with a fault, how large their disk is, and how the error begins.</summary>
    public static TheoryData<string, string, string> Partitions => new()
    {
        { "{ filesystem: reiser, mount: / }", "64MiB", "template.yaml:7:31: disk.partitions.filesystem is ext4, xfs, btrfs, swap, esp, not reiser" },
        { "{ mount: / }, { mount: /var/, size: 8MiB }", "64MiB", "template.yaml:7:40: a path is absolute" },
        { "{ mount: / }, { mount: /a b, size: 8MiB }", "64MiB", "template.yaml:7:40: fstab takes no blanks" },
        { "{ mount: / }, { mount: /etc, size: 8MiB }", "64MiB", "template.yaml:7:40: /etc is no place for a file system of its own" },
        { "{ filesystem: esp, mount: / }", "64MiB", "template.yaml:6:3: an EFI system partition is not mounted on /" },
        { "{ filesystem: xfs, mount: /, size: 64MiB }", "1GiB", "template.yaml:7:52: a file system of xfs has 300MiB at least" },
        { "{ filesystem: btrfs, mount: / }", "64MiB", "template.yaml:6:9: a disk of 64MiB is too small: what is on it takes 130MiB at least" },
        { "{ mount: / }, { filesystem: esp, mount: /a, size: 8MiB }, { filesystem: esp, mount: /b, size: 8MiB }", "64MiB", "template.yaml:6:3: two partitions are those of EFI" },
        { "{ lvm: vg0 }", "64MiB", "template.yaml:7:24: the group vg0 has no volumes" },
        { "{ lvm: vg/0, volumes: [{ name: a, mount: / }] }", "64MiB", "template.yaml:7:24: a name of LVM has letters, digits" },
        { "{ lvm: vg0, volumes: [{ mount: / }] }", "64MiB", "template.yaml:7:39: disk.partitions.volumes.name is missing" },
        { "{ lvm: vg0, volumes: [{ name: a, mount: /, filesystem: esp }] }", "64MiB", "template.yaml:7:72: disk.partitions.volumes.filesystem is ext4, xfs, btrfs, swap, not esp" },
        { "{ lvm: vg0, volumes: [{ name: a, mount: / }, { name: a, mount: /a, size: 8MiB }] }", "64MiB", "template.yaml:7:24: two volumes have the name a" },
        { "{ lvm: vg0, volumes: [{ name: a, mount: / }, { name: b, mount: /b }] }", "64MiB", "template.yaml:7:24: one volume at most has no size" },
        { "{ lvm: vg0, size: 16MiB, volumes: [{ name: a, mount: /, size: 16MiB }] }", "64MiB", "template.yaml:7:35: the volumes of vg0 take 17MiB at least" },
        { "{ lvm: vg0, mount: /a, volumes: [{ name: a, mount: / }] }", "64MiB", "template.yaml:7:29: there is no disk.partitions.mount; known are" },
        { "{ lvm: vg0, volumes: [{ name: a, mount: / }] }, { lvm: vg0, size: 16MiB, volumes: [{ name: a, mount: /a }] }", "64MiB", "template.yaml:6:3: two groups of volumes have the name vg0" },
        { "{ lvm: vg0, volumes: [{ name: a, mount: / }] }, { mount: / , size: 8MiB }", "64MiB", "template.yaml:6:3: one partition is mounted on /" },
    };

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_Fault_TellsWhere(string fault, string lines, string expected)
    {
        var error = Assert.Throws<TemplateException>(() => _bench.Read(TemplateBench.Least + lines));
        Assert.True(error.Message.StartsWith(expected, StringComparison.Ordinal), $"{fault}: {error.Message}");
    }

    [Theory]
    [InlineData("appliance: 1", "appliance: 2", "template.yaml:1:12: a template says which edition it is of: appliance: 1")]
    [InlineData("name: web", "name: web/..", "template.yaml:2:7: a name has letters, digits, - and .")]
    [InlineData("name: web\n", "", "template.yaml:1:1: name is missing")]
    [InlineData("archive: root.tar", "archive: other.tar", "template.yaml:4:12: other.tar is not there")]
    [InlineData("archive: root.tar", "floppy: root.img", "template.yaml:4:3: base is one of debian, archive, image and machine")]
    [InlineData("archive: root.tar", "archive: root.tar\n  image: root.tar", "template.yaml:4:3: base is one of debian, archive, image and machine")]
    [InlineData("archive: root.tar", "image: web.tar", "template.yaml:4:10: web.tar is not there")]
    [InlineData("archive: root.tar", "machine: ../base.ova", "template.yaml:4:12: ../base.ova is outside of the template's folder")]
    [InlineData("archive: root.tar", "machine: base.ovf", "template.yaml:4:12: base.ovf is one file of several; name the folder that they are in")]
    [InlineData("archive: root.tar", "debian: { suite: x, mirror: mirror.example }", "template.yaml:4:31: a mirror is a URL, or a line for sources.list")]
    [InlineData("archive: root.tar", "debian: { suite: \"../x\" }", "template.yaml:4:20: there is no suite ../x")]
    [InlineData("size: 64MiB", "size: 5MiB", "template.yaml:6:9: a disk of 5MiB is too small: what is on it takes 10MiB at least")]
    [InlineData("size: 64MiB", "size: 64MiB\n  partitions: [{ filesystem: swap }]", "template.yaml:6:3: one partition is mounted on /")]
    [InlineData("size: 64MiB", "size: 64MiB\n  partitions: [{ mount: /, size: 90MiB }]", "template.yaml:6:9: a disk of 64MiB is too small")]
    public void Read_WholeTemplateWithAFault_TellsWhere(string whole, string broken, string expected)
    {
        var error = Assert.Throws<TemplateException>(() => _bench.Read(TemplateBench.Least.Replace(whole, broken, StringComparison.Ordinal)));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Partitions))]
    public void Read_PartitionsWithAFault_TellsWhere(string partitions, string size, string expected)
    {
        var error = Assert.Throws<TemplateException>(() => _bench.Read(TemplateBench.Least.Replace("size: 64MiB", $"size: {size}\n  partitions: [ {partitions} ]", StringComparison.Ordinal)));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_VolumesWithoutTheirPackage_TellsSo()
    {
        string text = TemplateBench.Least.Replace("archive: root.tar", "debian: { suite: bookworm }", StringComparison.Ordinal)
            .Replace("size: 64MiB", "size: 64MiB\n  partitions: [{ lvm: vg0, volumes: [{ name: a, mount: / }] }]", StringComparison.Ordinal);
        var error = Assert.Throws<TemplateException>(() => _bench.Read(text));
        Assert.StartsWith("template.yaml:6:3: logical volumes take the package lvm2", error.Message, StringComparison.Ordinal);
        _bench.Read(text + "packages: [lvm2]\n");
    }

    [Fact]
    public void Read_FaultInAnIncludedFile_TellsWhichAndWhere()
    {
        _bench.Folder.Write("common.yaml", "hardware:\n  cpus: 0\n");
        var error = Assert.Throws<TemplateException>(() => _bench.Read(TemplateBench.Least + "include: common.yaml\n"));
        Assert.StartsWith("common.yaml:2:9: hardware.cpus is a number from 1 to 128, not 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_IncludesInACircle_TellsTheWay()
    {
        _bench.Folder.Write("a.yaml", "include: b.yaml\n");
        _bench.Folder.Write("b.yaml", "include: a.yaml\n");
        var error = Assert.Throws<TemplateException>(() => _bench.Read(TemplateBench.Least + "include: a.yaml\n"));
        Assert.Equal("b.yaml:1:10: a.yaml includes itself: template.yaml -> a.yaml -> b.yaml -> a.yaml", error.Message);
    }

    [Fact]
    public void Read_LinkOutOfTheFolder_IsRefused()
    {
        File.CreateSymbolicLink(_bench.Folder["secrets"], "/etc");
        var error = Assert.Throws<TemplateException>(() => _bench.Read(TemplateBench.Least + "files:\n  - { path: /a, source: secrets/passwd }\n"));
        Assert.Contains("secrets/passwd leads out of the template's folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SecretInACommand_IsRefusedAndNotShown()
    {
        var options = new TemplateOptions { SecretFiles = new Dictionary<string, string> { ["key"] = _bench.Folder.Write("key", "horse\n") } };
        var error = Assert.Throws<TemplateException>(() => _bench.Read(TemplateBench.Least + "parameters: { key: { type: secret } }\ntests: [{ run: \"login ${key}\" }]\n", options));
        Assert.Equal("template.yaml:8:16: tests.run has a secret in it, and reports show what is run", error.Message);
    }

    [Fact]
    public void Read_ValueOfAnotherType_TellsTheParameter()
    {
        var error = Assert.Throws<TemplateException>(() => _bench.Read(TemplateBench.Least + "parameters:\n  n: { type: number }\n", TemplateBench.Set(("n", "x"))));
        Assert.Equal("template.yaml:8:3: n is a whole number, not x", error.Message);
    }

    [Fact]
    public void Read_ValueForNoParameter_TellsThoseThereAre()
    {
        var error = Assert.Throws<TemplateException>(() => _bench.Read(TemplateBench.Least + "parameters:\n  n: { default: x }\n", TemplateBench.Set(("m", "x"))));
        Assert.Equal("template.yaml:1:1: has no parameter m; it has n", error.Message);
    }

    [Fact]
    public void Read_ProfileThatIsNotThere_TellsThoseThereAre()
    {
        var error = Assert.Throws<TemplateException>(() => _bench.Read(TemplateBench.Least + "profiles: { small: {} }\n", new TemplateOptions { Profiles = ["large"] }));
        Assert.Equal("template.yaml:1:1: has no profile large; it has small", error.Message);
    }
}

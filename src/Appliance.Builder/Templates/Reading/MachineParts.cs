using Appliance.Builder.Templates.Parts;
using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what a template says of a machine.</summary>
/// <param name="map">All that is said of it.</param>
/// <param name="files">Finds files of the template.</param>
/// <param name="options">The ways to deploy the appliance.</param>
internal sealed class MachineParts(MapReader map, TemplateFiles files, IReadOnlyList<DeploymentOption> options)
{
    /// <summary>Reads it; nothing else may be said of it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="seed">Whence its identities are.</param>
    /// <param name="order">When it starts, where that is not said.</param>
    public MachineTemplate Read(string name, string seed, int order)
    {
        DiskLayout disk = new DiskReader(map.Submap("disk") ?? throw map.Map.Error("disk is missing")).Read();
        var machine = new MachineTemplate
        {
            Name = name,
            Seed = seed,
            Base = new BaseReader(files).Read(map.Submap("base") ?? throw map.Map.Error("base is missing: debian, archive, image or machine")),
            Packages = [.. map.Texts("packages").Select(PackageOf)],
            Removed = [.. map.Texts("remove").Select(FileReader.PathOf)],
            Files = [.. map.Maps("files").Select(new FileReader(files).Read)],
            Users = [.. map.Maps("users").Select(UserReader.Read)],
            Services = ServiceReader.Read(map.Submap("services")),
            HostName = map.Text("hostname") is { } host ? TemplateName.Of(host) : null,
            Network = [.. map.Maps("network").Select(LinkReader.Read)],
            FirstBoot = [.. map.Texts("firstboot").Select(ScriptOf)],
            CloudInit = CloudInitReader.Read(map.Submap("cloud_init")),
            Disk = disk,
            Firmware = BootReader.Read(map.Submap("boot"), disk),
            DataDisks = [.. map.Maps("data_disks").Select(DiskReader.ReadData)],
            KernelArguments = map.Text("kernel_arguments") is { } arguments ? ArgumentsOf(arguments) : "",
            Hardware = new HardwareReader(options).Read(map.Submap("hardware")),
            Checks = [.. map.Texts("checks").Select(TestReader.ReadCheck)],
            Tests = [.. TestReader.ReadChecks(map.List("tests"))],
            Commands = [.. TestReader.ReadCommands(map.List("tests"))],
            Console = TestReader.ReadLogin(map.Submap("console")),
            Start = StartReader.Read(map.Submap("start"), order),
        };
        map.Text("description");
        map.End();
        DemandSense(machine);
        return machine;
    }

    private void DemandSense(MachineTemplate machine)
    {
        string?[] mounts = [.. machine.Disk.Contents.Select(content => content.Mount), .. machine.DataDisks.Select(disk => disk.Mount)];
        if (mounts.OfType<string>().GroupBy(mount => mount).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw map.Map.Find("data_disks")!.Error($"two file systems are mounted on {twice.Key}");
        }

        if (machine is { Base: DebianBase, CloudInit: not null } && !machine.Packages.Contains("cloud-init"))
        {
            throw map.Map.Find("cloud_init")!.Error("cloud_init needs the package cloud-init");
        }

        if (machine.Base is not DebianBase && machine.Packages.Count > 0)
        {
            throw map.List("packages").First().Error("packages are those of a Debian base, and this template has another");
        }

        if (machine.Base is DebianBase && !machine.Packages.Contains("lvm2") && machine.Disk.Partitions.Any(partition => partition.Group is not null))
        {
            throw map.Map.Find("disk")!.Error("logical volumes take the package lvm2, and it is not among the packages");
        }
    }

    private static string PackageOf(TemplateText text)
        => text.Value.Length > 0 && text.Value.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '+' or '-' or '.' or ':')
            ? text.Value : throw text.Error($"there is no package {text.Value}");

    private static string ArgumentsOf(TemplateText text) => !text.Value.Trim().Any(char.IsControl) ? text.Value.Trim() : throw text.Error("kernel_arguments is one line");

    private static string ScriptOf(TemplateText text) => text.Value.StartsWith("#!", StringComparison.Ordinal) ? text.Value
        : throw text.Error("a script of the first start begins with its interpreter: #!/bin/sh");
}

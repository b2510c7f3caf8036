using Appliance.Builder.Building;
using Appliance.Builder.Templates;
using Appliance.Testing;

namespace Appliance.Builder.Tests.Building;

/// <summary>Builds appliances on a small base, and looks at what is on their disks with the tools of e2fsprogs.</summary>
internal sealed class BuildBench : IDisposable
{
    private const string Text = """
        appliance: 1
        name: web
        base:
          archive: root.tar
        disk:
          size: 64MiB

        """;

    private readonly TemporaryFolder _folder = new();

    public BuildBench() => SmallBase.Write(_folder["root.tar"]);

    /// <summary>The steps that began.</summary>
    public List<string> Begun { get; } = [];

    /// <summary>The template's folder.</summary>
    public TemporaryFolder Folder => _folder;

    /// <summary>What the build remarked.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>Builds a template with these lines behind what each has to say; its disk is a file that stays.</summary>
    public async Task<string> BuildAsync(string lines, string disk = "disk.raw", string whole = Text)
    {
        await using (BuiltAppliance built = await OpenAsync(whole + lines))
        {
            foreach (string image in Directory.GetFiles(_folder["work"], "disk*.raw", SearchOption.AllDirectories))
            {
                bool isFirst = Path.GetFileName(image) == "disk1.raw";
                File.Move(image, _folder[isFirst ? disk : Path.GetFileName(image)], overwrite: true);
            }
        }

        return _folder[disk];
    }

    /// <summary>Builds a template; the caller disposes what was built.</summary>
    public Task<BuiltAppliance> OpenAsync(string text)
    {
        _folder.Write(TemplateReader.FileName, text);
        Directory.CreateDirectory(_folder["work"]);
        var options = new BuildOptions
        {
            CacheFolder = _folder["cache"], WorkFolder = _folder["work"], Timestamp = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), Begun = step => Begun.Add(step.Name), Warn = Remarks.Add,
        };
        return new ApplianceBuild(TemplateReader.Read(_folder.Path, new TemplateOptions()), options).RunAsync(CancellationToken.None);
    }

    /// <summary>What debugfs says of the first partition.</summary>
    public static string Debugfs(string disk, string command, long offset = 1 << 20) => Tool.Run("debugfs", "-R", command, $"{disk}?offset={offset}");

    /// <summary>A file of the first partition.</summary>
    public static string Read(string disk, string path) => Debugfs(disk, $"cat {path}");

    /// <summary>What is left in the folder for work.</summary>
    public IEnumerable<string> Left => Directory.EnumerateFileSystemEntries(_folder["work"]);

    public void Dispose() => _folder.Dispose();
}

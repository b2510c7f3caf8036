using System.Text.Json.Nodes;
using Appliance.Builder.Bases;
using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Tools;
using Appliance.Formats.Verification;
using static Appliance.Builder.Trust.StableJson;

namespace Appliance.Builder.Trust;

/// <summary>What went into a build: its base, and the files of its template.</summary>
internal static class ProvenanceMaterials
{
    // What a link leads to is no file of the template.
    private static readonly EnumerationOptions WithoutLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>All of it, bases first.</summary>
    public static async Task<IReadOnlyList<JsonNode>> DescribeAsync(Provenance provenance, CancellationToken cancellationToken)
    {
        List<JsonNode> all = [.. provenance.Template.Machines.Zip(provenance.BaseDigests, (machine, digest) => DescribeBase(provenance, machine, digest))];
        foreach (string file in FilesOf(provenance.Template))
        {
            all.Add(Resource(NameOf(file, provenance.Template), await ChecksumFile.DigestAsync(file, cancellationToken)));
        }

        return all;
    }

    /// <summary>A file by its name and digest.</summary>
    public static JsonObject Resource(string name, string digest) => Object(("name", name), ("digest", Object(("sha256", digest))));

    private static JsonObject DescribeBase(Provenance provenance, MachineTemplate machine, string digest)
    {
        Template template = provenance.Template;
        JsonObject resource = Resource(template.Machines.Count == 1 ? "base" : $"base of {machine.Name}", digest);
        resource["annotations"] = machine.Base switch
        {
            DebianBase debian => Object(
                ("suite", debian.Suite),
                ("variant", debian.Variant),
                ("mirror", debian.Mirror is { } mirror ? UrlPasswords.Hide(mirror) : null),
                ("packages", List(machine.Packages.Order(StringComparer.Ordinal).Select(name => (JsonNode?)name))),
                ("key", BaseArchive.KeyOf(debian, machine.Packages, provenance.Timestamp.ToUnixTimeSeconds()))),
            FileBase given => Object((KindOf(given), NameOf(given.Path, template))),
            _ => Object(("kind", machine.Base.GetType().Name)),
        };
        return resource;
    }

    // As templates have it.
    private static string KindOf(FileBase given) => given switch { ImageBase => "image", MachineBase => "machine", _ => "archive" };

    /// <summary>The files of the template and those of its folders; not bases, which stand by themselves.</summary>
    private static IEnumerable<string> FilesOf(Template template) => template.Origin.Files
        .Where(path => !template.Machines.Any(machine => path == (machine.Base as FileBase)?.Path))
        .SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", WithoutLinks) : [path])
        .Distinct(StringComparer.Ordinal).OrderBy(path => NameOf(path, template), StringComparer.Ordinal);

    private static string NameOf(string path, Template template) => Path.GetRelativePath(template.Folder, path).Replace('\\', '/');
}

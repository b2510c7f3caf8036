using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Appliance.Testing;

namespace Appliance.Builder.Tests.Bases;

/// <summary>Writes container images by hand, sound ones and broken ones.</summary>
internal sealed class ImageWriter
{
    private readonly List<(byte[] Blob, string ContentDigest)> _layers = [];
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>How layers are compressed.</summary>
    public Func<byte[], byte[]> Compress { get; init; } = static content => content;

    /// <summary>What it runs on.</summary>
    public string Architecture { get; init; } = "amd64";

    /// <summary>Files of the archive, by name, before they are written.</summary>
    public Dictionary<string, byte[]> Files => _files;

    /// <summary>Adds a layer of entries.</summary>
    public ImageWriter Layer(params TarEntry[] entries)
    {
        var content = new MemoryStream();
        using (var tar = new TarWriter(content, TarEntryFormat.Pax, leaveOpen: true))
        {
            entries.ToList().ForEach(tar.WriteEntry);
        }

        return Layer(content.ToArray());
    }

    /// <summary>Adds a layer.</summary>
    public ImageWriter Layer(byte[] archive)
    {
        _layers.Add((Compress(archive), DigestOf(archive)));
        return this;
    }

    /// <summary>Makes it the one image of an OCI layout; nothing is written yet.</summary>
    public ImageWriter AsOci(JsonObject? platform = null)
    {
        JsonObject manifest = Describe(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["config"] = Describe(Configuration),
            ["layers"] = new JsonArray([.. _layers.Select(layer => Describe(layer.Blob))]),
        });
        manifest["platform"] = platform;
        JsonArray all = (JsonArray?)(_files.TryGetValue("index.json", out byte[]? index) ? JsonNode.Parse(index)!["manifests"]!.DeepClone() : null) ?? [];
        all.Add(manifest);
        _files["index.json"] = Encoding.UTF8.GetBytes(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = all }.ToJsonString());
        _files["oci-layout"] = "{\"imageLayoutVersion\":\"1.0.0\"}"u8.ToArray();
        return this;
    }

    /// <summary>Makes it what docker save writes.</summary>
    public ImageWriter AsDocker(int images = 1)
    {
        byte[] configuration = Encoding.UTF8.GetBytes(Configuration.ToJsonString());
        _files[$"{DigestOf(configuration)}.json"] = configuration;
        _layers.Select((layer, index) => (layer.Blob, index)).ToList().ForEach(layer => _files[$"{layer.index}/layer.tar"] = layer.Blob);
        JsonObject Image() => new()
        {
            ["Config"] = $"{DigestOf(configuration)}.json",
            ["RepoTags"] = new JsonArray("web:1"),
            ["Layers"] = new JsonArray([.. _layers.Select((_, index) => (JsonNode)$"{index}/layer.tar")]),
        };
        _files["manifest.json"] = Encoding.UTF8.GetBytes(new JsonArray([.. Enumerable.Range(0, images).Select(_ => Image())]).ToJsonString());
        return this;
    }

    /// <summary>The archive.</summary>
    public string WriteTo(string path)
    {
        using var tar = new TarWriter(File.Create(path), TarEntryFormat.Pax);
        foreach ((string name, byte[] content) in _files)
        {
            tar.WriteEntry(NewFile(name, content));
        }

        return path;
    }

    /// <summary>The same in a folder.</summary>
    public string WriteToFolder(TemporaryFolder folder, string name)
    {
        foreach ((string file, byte[] content) in _files)
        {
            folder.Write($"{name}/{file}", content);
        }

        return folder[name];
    }

    /// <summary>A file of a layer.</summary>
    public static TarEntry Text(string name, string content = "") => NewFile(name, Encoding.UTF8.GetBytes(content));

    /// <summary>A folder of a layer.</summary>
    public static TarEntry Folder(string name) => new PaxTarEntry(TarEntryType.Directory, name) { Mode = (UnixFileMode)0x1ED };

    /// <summary>A symbolic link of a layer.</summary>
    public static TarEntry Link(string name, string target) => new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target };

    /// <summary>Another name of a file.</summary>
    public static TarEntry OtherName(string name, string first) => new PaxTarEntry(TarEntryType.HardLink, name) { LinkName = first };

    /// <summary>Compresses as layers mostly are.</summary>
    public static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>SHA-256, in lower-case hexadecimal.</summary>
    public static string DigestOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private JsonObject Configuration => new()
    {
        ["architecture"] = Architecture,
        ["os"] = "linux",
        ["config"] = new JsonObject { ["Entrypoint"] = new JsonArray("/bin/web") },
        ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. _layers.Select(layer => (JsonNode)$"sha256:{layer.ContentDigest}")]) },
    };

    private JsonObject Describe(JsonObject document) => Describe(Encoding.UTF8.GetBytes(document.ToJsonString()));

    private JsonObject Describe(byte[] blob)
    {
        string digest = DigestOf(blob);
        _files[$"blobs/sha256/{digest}"] = blob;
        return new JsonObject { ["digest"] = $"sha256:{digest}", ["size"] = blob.Length };
    }

    private static PaxTarEntry NewFile(string name, byte[] content) => new(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(content), Mode = (UnixFileMode)0x1A4, ModificationTime = DateTimeOffset.FromUnixTimeSeconds(1000),
    };
}

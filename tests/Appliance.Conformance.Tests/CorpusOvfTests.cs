using Appliance.Formats;
using Appliance.Formats.Ovf;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>Every OVF descriptor of the corpus, hundreds of them, by VMware and by others.</summary>
public sealed class CorpusOvfTests
{
    // "item_msgid*.ovf" use a prefix that they do not declare, so they are no well-formed XML with namespaces.
    private const string NotWellFormed = "item_msgid";

    [NeedsCorpusFact]
    public void Read_DescriptorOfVMwaresPositiveFixtures_IsRead()
    {
        string[] refused = [.. Descriptors().Where(path => path.Contains("/Pos/", StringComparison.Ordinal))
            .Where(path => !Path.GetFileName(path).StartsWith(NotWellFormed, StringComparison.Ordinal))
            .Select(Refusal).OfType<string>()];

        Assert.Empty(refused);
    }

    [NeedsCorpusFact]
    public void Read_AnyDescriptor_IsReadOrRefusedWithAReason()
    {
        string[] paths = [.. Descriptors()];

        Assert.True(paths.Length > 400, $"only {paths.Length} descriptors are there");
        Assert.All(paths, path => Refusal(path));
    }

    private static IEnumerable<string> Descriptors()
        => Directory.EnumerateFiles(Corpus.Root!, "*.ovf", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Why a descriptor is refused; null where it is read. Any other error than a refusal gets out.</summary>
    private static string? Refusal(string path)
    {
        try
        {
            OvfReader.Read(File.ReadAllBytes(path), Path.GetFileName(path), null);
            return null;
        }
        catch (ImageException e)
        {
            return $"{path}: {e.Message}";
        }
    }
}

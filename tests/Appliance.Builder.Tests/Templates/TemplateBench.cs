using Appliance.Builder.Templates;
using Appliance.Testing;

namespace Appliance.Builder.Tests.Templates;

/// <summary>A folder with a template, which is whole but for what a test changes.</summary>
internal sealed class TemplateBench : IDisposable
{
    /// <summary>All that a template has to say.</summary>
    public const string Least = """
        appliance: 1
        name: web
        base:
          archive: root.tar
        disk:
          size: 64MiB

        """;

    /// <summary>The folder.</summary>
    public TemporaryFolder Folder { get; } = new();

    public TemplateBench() => Folder.Write("root.tar", []);

    /// <summary>Reads a template of this text.</summary>
    public Template Read(string text, TemplateOptions? options = null)
    {
        Folder.Write(TemplateReader.FileName, text);
        return TemplateReader.Read(Folder.Path, options ?? new TemplateOptions());
    }

    /// <summary>Reads a template of one machine.</summary>
    public MachineTemplate ReadMachine(string text, TemplateOptions? options = null) => Read(text, options).Machines.Single();

    /// <summary>Options with values of parameters.</summary>
    public static TemplateOptions Set(params (string Name, string Value)[] values) => new() { Values = values.ToDictionary(pair => pair.Name, pair => pair.Value) };

    public void Dispose() => Folder.Dispose();
}

namespace Appliance.Testing;

/// <summary>Reads VHD and VHDX chains with libvhdi, by way of its Python binding: qemu-img reads no differencing disks.</summary>
public static class Libvhdi
{
    // Debian installs the binding for its own Python, which need not be the first on the path.
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import pyvhdi, sys
        files = []
        for path in sys.argv[2:]:
            file = pyvhdi.file()
            file.open(path)
            files.append(file)
        for child, parent in zip(files, files[1:]):
            if child.parent_identifier != parent.identifier:
                sys.exit("%s is no child of %s" % (child.parent_identifier, parent.identifier))
            child.set_parent(parent)
        top = files[0]
        with open(sys.argv[1], "wb") as out:
            while top.get_offset() < top.media_size:
                out.write(top.read(min(1 << 20, top.media_size - top.get_offset())))
        print(top.parent_filename)
        """;

    /// <summary>Whether the binding is installed.</summary>
    public static bool IsInstalled { get; } = File.Exists(Python) && Tool.TryRun(Python, "-c", "import pyvhdi").ExitCode == 0;

    /// <summary>Reads a chain, from the topmost child down to its base; the identities must fit.</summary>
    /// <returns>The content, and the name by which the child knows its parent.</returns>
    public static (byte[] Content, string ParentName) Read(params string[] paths)
    {
        using var folder = new TemporaryFolder();
        string output = Tool.Run(Python, ["-c", Script, folder["content.raw"], .. paths]);
        return (File.ReadAllBytes(folder["content.raw"]), output.Trim());
    }
}

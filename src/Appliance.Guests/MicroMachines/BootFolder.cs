namespace Appliance.Guests.MicroMachines;

/// <summary>A folder of the cache: it is there whole, or not at all.</summary>
internal sealed class BootFolder
{
    private const string KernelName = "kernel";
    private const string InitramfsName = "initramfs";

    private readonly string _cache;
    private readonly string _folder;

    /// <summary>Names a folder, which need not be there.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="key">What the folder is known by.</param>
    public BootFolder(string cache, string key)
    {
        _cache = cache;
        _folder = Path.Combine(cache, key);
    }

    /// <summary>Whether it is there.</summary>
    public bool Exists => Directory.Exists(_folder);

    /// <summary>The kernel in it.</summary>
    public string Kernel => Path.Combine(_folder, KernelName);

    /// <summary>The initramfs in it.</summary>
    public string Initramfs => Path.Combine(_folder, InitramfsName);

    /// <summary>Makes it, under another name first; then takes away those that it stands in for: they are of kernels that are gone.</summary>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public void Fill(byte[] kernel, byte[] initramfs)
    {
        try
        {
            FillAllowed(kernel, initramfs);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{_cache}: the kernel of the micro virtual machine cannot be kept there: {e.Message} Set XDG_CACHE_HOME to a folder that this user may write.", e);
        }
    }

    private void FillAllowed(byte[] kernel, byte[] initramfs)
    {
        string[] old = Directory.CreateDirectory(_cache).GetDirectories().Select(folder => folder.FullName).ToArray();
        string half = Path.Combine(_cache, $".{Path.GetRandomFileName()}");
        Directory.CreateDirectory(half);
        try
        {
            File.WriteAllBytes(Path.Combine(half, KernelName), kernel);
            File.WriteAllBytes(Path.Combine(half, InitramfsName), initramfs);
            Directory.Move(half, _folder);
        }
        catch (IOException) when (Exists)
        {
            // Another process was quicker.
        }
        finally
        {
            Remove(half);
        }

        foreach (string folder in old.Where(folder => folder != _folder && !Path.GetFileName(folder).StartsWith('.')))
        {
            Remove(folder);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It has its final name, or another process took it away.
        }
    }
}

using Appliance.Guests.Inspection.Linux.Kernels;

namespace Appliance.Guests.MicroMachines;

/// <summary>A kernel of this host that the micro virtual machine can boot.</summary>
/// <param name="Release">What <c>uname -r</c> would say.</param>
/// <param name="Image">The bzImage.</param>
/// <param name="Modules">The folder of its modules.</param>
internal sealed record HostKernel(string Release, string Image, string Modules)
{
    private const string Prefix = "vmlinuz-";
    private const string Package = "linux-image-amd64";

    /// <summary>The newest kernel that is installed with its modules.</summary>
    /// <param name="boot">The folder of the kernels.</param>
    /// <param name="modules">The folder of the folders of modules.</param>
    /// <exception cref="MissingToolException">There is none, or this user may not read it.</exception>
    public static HostKernel Find(string boot = "/boot", string modules = "/lib/modules")
    {
        HostKernel[] kernels = [.. ListImages(boot)
            .Select(path => (Path: path, Release: Path.GetFileName(path)[Prefix.Length..]))
            .Select(found => new HostKernel(found.Release, found.Path, Path.Combine(modules, found.Release)))
            .Where(kernel => File.Exists(Path.Combine(kernel.Modules, "modules.dep")))
            .OrderByDescending(kernel => kernel.Release, KernelVersionComparer.Instance)];
        if (kernels.Length == 0)
        {
            throw new MissingToolException("a Linux kernel with modules", Package, MicroMachine.Purpose);
        }

        // Ubuntu lets only root read its kernels.
        return kernels.FirstOrDefault(CanRead)
            ?? throw new MissingToolException($"{kernels[0].Image}, readable by this user (chmod a+r {kernels[0].Image}),", Package, MicroMachine.Purpose);
    }

    private static string[] ListImages(string boot)
    {
        try
        {
            return Directory.Exists(boot) ? Directory.GetFiles(boot, Prefix + "*") : [];
        }
        catch (UnauthorizedAccessException)
        {
            throw new MissingToolException($"a Linux kernel in {boot}, readable by this user (chmod a+rx {boot}),", Package, MicroMachine.Purpose);
        }
    }

    private static bool CanRead(HostKernel kernel)
    {
        try
        {
            File.OpenHandle(kernel.Image).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}

using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Ovf;

namespace Appliance.Formats.Ova;

/// <summary>The files of a package that comes by, for images of several files: a file that is asked for is waited for.</summary>
/// <param name="folder">The archive.</param>
/// <param name="files">What has come of it, under the names of the descriptor; stays open.</param>
internal sealed class OvaSiblings(OvaPassingFolder folder, PackageFiles files) : IFileFolder
{
    /// <inheritdoc/>
    public string Name => files.Name;

    /// <inheritdoc/>
    public bool Exists(string name) => files.Exists(name);

    /// <inheritdoc/>
    public async ValueTask<Disk?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        bool isMore = true;
        while (isMore && !files.Exists(name))
        {
            isMore = await folder.AdvanceAsync(cancellationToken);
        }

        return await files.OpenAsync(name, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

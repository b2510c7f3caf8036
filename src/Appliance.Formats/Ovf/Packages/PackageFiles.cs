using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Ovf;

/// <summary>
/// The files of a package as its descriptor names them. Those that the manifest promises a digest for are watched while
/// they are read, whoever reads them, so that checking costs no second read.
/// </summary>
internal sealed class PackageFiles : IFileFolder
{
    private readonly IFileFolder _folder;
    private readonly string _base;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly Dictionary<string, DigestingDisk> _watched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ManifestEntry> _promises = new(StringComparer.Ordinal);
    private readonly HashSet<string> _verified = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _byLastName = new(StringComparer.Ordinal);
    private int _indexed;

    /// <summary>Shows a folder, and owns it.</summary>
    /// <param name="folder">The package.</param>
    /// <param name="descriptorName">The descriptor in it; names are relative to where it stands.</param>
    public PackageFiles(IFileFolder folder, string descriptorName)
    {
        _folder = folder;
        _base = descriptorName[..(descriptorName.LastIndexOf('/') + 1)];
    }

    /// <inheritdoc/>
    public string Name => _folder.Name;

    /// <summary>All files, where the folder knows them; else none.</summary>
    public IReadOnlyList<string> FileNames => (_folder as IListedFolder)?.FileNames ?? [];

    /// <summary>
    /// Finds a file as the descriptor or the manifest names it: beside the descriptor, from the root of the package, or,
    /// for packers that flatten folders, wherever a file of this last name is, if it is the only one.
    /// </summary>
    /// <returns>Its name in the folder; null where there is none.</returns>
    /// <exception cref="InvalidImageException">The name leads out of the folder.</exception>
    public string? Locate(string name)
    {
        string plain = RelativeName.Check(Name, name);
        if (_folder.Exists(_base + plain))
        {
            return _base + plain;
        }

        string last = LastOf(plain);
        return _folder.Exists(plain) ? plain
            : FindOnly(last)
            ?? (_folder.Exists(_base + last) ? _base + last : null);
    }

    /// <summary>Watches all files of a manifest from now on.</summary>
    public void Watch(Manifest manifest, PackageProblems problems)
    {
        foreach (ManifestEntry entry in manifest.Entries)
        {
            if ((Locate(entry.FileName) ?? Locate(Uri.UnescapeDataString(entry.FileName))) is { } name)
            {
                _promises[name] = entry;
            }
            else
            {
                problems.Raise("ovf-manifest-missing-file", new InvalidImageException(Name, $"the manifest lists {entry.FileName}, which is not in the package"));
            }
        }
    }

    /// <summary>Whether the manifest promises a digest for a file.</summary>
    /// <param name="name">Its name in the folder, as <see cref="Locate"/> gives it.</param>
    public bool IsPromised(string name) => _promises.ContainsKey(name);

    /// <inheritdoc/>
    public bool Exists(string name) => Locate(name) is not null;

    /// <inheritdoc/>
    public async ValueTask<Disk?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (Locate(name) is not { } found)
        {
            return null;
        }

        return _promises.TryGetValue(found, out ManifestEntry? entry)
            ? new DigestedView(await WatchedAsync(found, entry, cancellationToken))
            : await _folder.OpenAsync(found, cancellationToken);
    }

    /// <summary>Bytes of a file.</summary>
    /// <param name="name">Its name in the folder.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async ValueTask<long> GetSizeAsync(string name, CancellationToken cancellationToken)
    {
        await using Disk file = await OpenStoredAsync(name, cancellationToken);
        return file.Length;
    }

    /// <summary>Compares the digests of all files of the manifest; reads what of them nobody has read.</summary>
    public async ValueTask VerifyAllAsync(PackageProblems problems, CancellationToken cancellationToken)
    {
        foreach (string name in _promises.Keys)
        {
            await VerifyAsync(name, problems, cancellationToken);
        }
    }

    /// <summary>Compares the digest of one file, where one is promised; reads what of it nobody has read.</summary>
    public async ValueTask VerifyAsync(string name, PackageProblems problems, CancellationToken cancellationToken)
    {
        if (_verified.Contains(name) || !_promises.TryGetValue(name, out ManifestEntry? entry))
        {
            return;
        }

        (string file, byte[]? digest) = _folder is IDigestedFolder passed
            ? ($"{Name}:{name}", passed.FindDigest(name, entry.Algorithm))
            : await ReadDigestAsync(name, entry, cancellationToken);
        if (digest is null)
        {
            problems.Raise("ovf-digest", new UnsupportedImageException(
                file, $"came by before the manifest that promises its {entry.Algorithm}; save the archive to a file, and convert that"));
        }
        else if (!entry.Matches(digest))
        {
            problems.Raise("ovf-digest", new InvalidImageException(
                file, $"is damaged or was changed: its {entry.Algorithm} is {Convert.ToHexStringLower(digest)}, the manifest says {entry.Digest}"));
        }

        _verified.Add(name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (DigestingDisk file in _watched.Values)
        {
            await file.DisposeAsync();
        }

        _opening.Dispose();
        await _folder.DisposeAsync();
    }

    private static string LastOf(string name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary>The file of a last name, where there is just one. Files that come by join the others.</summary>
    private string? FindOnly(string last)
    {
        IReadOnlyList<string> names = FileNames;
        for (; _indexed < names.Count; _indexed++)
        {
            string name = LastOf(names[_indexed]);
            _byLastName[name] = _byLastName.ContainsKey(name) ? null : names[_indexed];
        }

        return _byLastName.GetValueOrDefault(last);
    }

    private async ValueTask<(string File, byte[]? Digest)> ReadDigestAsync(string name, ManifestEntry entry, CancellationToken cancellationToken)
    {
        bool isOpen = _watched.TryGetValue(name, out DigestingDisk? file);
        file ??= new DigestingDisk(await OpenStoredAsync(name, cancellationToken), entry.Algorithm);
        try
        {
            return (file.Name, await file.FinishAsync(cancellationToken));
        }
        finally
        {
            await (isOpen ? ValueTask.CompletedTask : file.DisposeAsync());
        }
    }

    private async ValueTask<DigestingDisk> WatchedAsync(string name, ManifestEntry entry, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (!_watched.TryGetValue(name, out DigestingDisk? file))
            {
                file = new DigestingDisk(await OpenStoredAsync(name, cancellationToken), entry.Algorithm);
                _watched.Add(name, file);
            }

            return file;
        }
        finally
        {
            _opening.Release();
        }
    }

    private async ValueTask<Disk> OpenStoredAsync(string name, CancellationToken cancellationToken)
        => await _folder.OpenAsync(name, cancellationToken)
            ?? throw new InvalidImageException(Name, $"{name} vanished while the package was read");
}

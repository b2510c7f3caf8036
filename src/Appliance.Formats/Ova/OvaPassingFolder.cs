using System.Security.Cryptography;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Ovf;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Ova;

/// <summary>
/// The members of an OVA that comes by, as far as they have come. Descriptor, manifests and certificates are kept in
/// memory; others wait for their turn in a spool, or leave nothing but their digests.
/// </summary>
internal sealed class OvaPassingFolder : IDigestedFolder
{
    // Manifests and certificates in sum: the cap of a single manifest, and as much again.
    private const long MaxProofs = 32 << 20;

    private readonly ForwardFile _archive;
    private readonly TarStream _tar;
    private readonly ReadOptions _options;
    private readonly AppendedSpool _spool;
    private readonly OvaPromises _promises = new();
    private readonly Dictionary<string, OvaPassingMember> _members = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private OvaPassingMember? _last;
    private long _proofs;

    /// <summary>Follows an archive, and owns it.</summary>
    /// <param name="archive">Stands at its start.</param>
    /// <param name="options">Limits, the spool's place, and who is told of its use.</param>
    public OvaPassingFolder(ForwardFile archive, ReadOptions options)
    {
        _archive = archive;
        _options = options;
        _tar = new TarStream(archive);
        _spool = new AppendedSpool(options.SpoolFolder);
    }

    /// <inheritdoc/>
    public string Name => _archive.Name;

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => _names;

    /// <summary>The first descriptor that came; null before.</summary>
    public string? Descriptor { get; private set; }

    /// <summary>Whether the archive ends as archives do, with a block of zeros.</summary>
    public bool HasEndBlock => _tar.HasEndBlock;

    /// <summary>Whether a member that is passed over has to be saved; until the descriptor is known all are.</summary>
    public Func<string, bool> IsWanted { get; set; } = static _ => true;

    /// <summary>The member that has come last, where nobody has begun to read it.</summary>
    public OvaPassingMember? Fresh => _last is { IsFresh: true } ? _last : null;

    /// <inheritdoc/>
    public bool Exists(string name) => _members.ContainsKey(RelativeName.Check(Name, name));

    /// <inheritdoc/>
    /// <remarks>A member that nobody has begun to read is saved by this.</remarks>
    public async ValueTask<Disk?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (!_members.TryGetValue(RelativeName.Check(Name, name), out OvaPassingMember? member))
        {
            return null;
        }

        if (member.IsFresh)
        {
            await SaveAsync(member, cancellationToken);
        }

        string shown = NameOf(member);
        return member.Kept is { } kept ? new KeptPart(shown, 0, kept)
            : member.Saved is { } start ? _spool.Open(start, member.Length, shown)
            : new OvaGoneMember(shown, member.Length);
    }

    /// <inheritdoc/>
    public byte[]? FindDigest(string name, HashAlgorithmName algorithm)
        => _members[name].Digests.Find(algorithm)
            ?? (_members[name].Kept is { } kept ? CryptographicOperations.HashData(algorithm, kept) : null);

    /// <summary>What messages call a member.</summary>
    public string NameOf(OvaPassingMember member) => $"{Name}:{member.Name}";

    /// <summary>Passes over the last member, which is saved where it is wanted and was not read, and finds the next.</summary>
    /// <returns>False at the end of the archive.</returns>
    /// <exception cref="ImageException">The archive is cut off, damaged or hostile.</exception>
    public async ValueTask<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        await LeaveAsync(cancellationToken);
        if (await _tar.NextAsync(cancellationToken) is not { } member)
        {
            await _archive.DrainAsync(cancellationToken);
            return false;
        }

        _last = new OvaPassingMember(_archive, member, new PassingDigests(_promises.For(member.Name)));
        _members.Add(member.Name, _last);
        _names.Add(member.Name);
        await KeepAsync(_last, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _last?.Digests.Dispose();
        _spool.Dispose();
        await _archive.DisposeAsync();
    }

    private async ValueTask LeaveAsync(CancellationToken cancellationToken)
    {
        if (_last is null)
        {
            return;
        }

        if (_last.IsFresh && IsWanted(_last.Name))
        {
            await SaveAsync(_last, cancellationToken);
        }

        await _last.FinishAsync(cancellationToken);
        await _tar.SkipPaddingAsync(_last.Length, cancellationToken);
        _last = null;
    }

    private async ValueTask SaveAsync(OvaPassingMember member, CancellationToken cancellationToken)
    {
        string why = Descriptor is null ? "comes before the descriptor" : "comes before its turn";
        _options.CheckDiskSize(NameOf(member), member.Length);
        _options.Warn($"{NameOf(member)}: {why}, and is saved to {_options.SpoolFolder}");
        member.Saved = await _spool.SaveAsync(member, cancellationToken);
        member.IsFresh = false;
    }

    /// <summary>Keeps what is small and needed at any time. What is too large to be what its name says is not kept, and refused when it is looked at.</summary>
    private async ValueTask KeepAsync(OvaPassingMember member, CancellationToken cancellationToken)
    {
        bool isManifest = HasExtension(member, ".mf");
        if (isManifest || HasExtension(member, ".cert"))
        {
            _proofs += Math.Min(member.Length, MaxProofs);
            if (_proofs <= MaxProofs)
            {
                member.Kept = await ReadAsync(member, cancellationToken);
            }

            if (isManifest)
            {
                _promises.Add(member.Kept, NameOf(member));
            }
        }
        else if (HasExtension(member, ".ovf") && Descriptor is null)
        {
            Descriptor = member.Name;
            member.Kept = member.Length <= OvfReader.MaxSize ? await ReadAsync(member, cancellationToken) : null;
        }
    }

    private static async ValueTask<byte[]> ReadAsync(OvaPassingMember member, CancellationToken cancellationToken)
    {
        var content = new byte[member.Length];
        await member.ReadExactlyAsync(content, cancellationToken);
        member.IsFresh = false;
        return content;
    }

    private static bool HasExtension(OvaPassingMember member, string extension) => member.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}

using System.Text.Json.Serialization;

namespace Appliance.Runtime.Hosts;

/// <summary>A host as the user has saved it, or as an address alone says it.</summary>
public sealed record HostEntry
{
    /// <summary>Where machines are known on a host, unless the entry says otherwise.</summary>
    public const string DefaultFolder = "/var/lib/appliance";

    // What a file does not say is set to null by the generated reader.

    /// <summary>The name that users give; that of the machine where only an address was given.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is.</summary>
    [JsonConverter(typeof(HostAddressConverter))]
    public required HostAddress Address { get; init; }

    /// <summary>Storage pools; the first one is taken where none is named.</summary>
    public IReadOnlyList<StoragePool> Pools { get; init => field = value ?? []; } = [];

    /// <summary>The folder on the host that holds what is known of its machines, an absolute path.</summary>
    public string Folder { get; init => field = value ?? DefaultFolder; } = DefaultFolder;

    /// <summary>A configuration file for ssh (<c>ssh -F</c>); null for the user's own.</summary>
    public string? SshConfig { get; init; }

    /// <summary>With xapi: the SHA-256 of the certificate by which the host is known, instead of any authority; null for none.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>With xapi: a PEM file of authorities that are believed besides those of the system; null for none.</summary>
    public string? CaFile { get; init; }

    /// <summary>With xapi: a file whose first line is the password; null where it is asked for.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>What it is chosen by.</summary>
    public HostLabels Labels { get; init => field = value ?? HostLabels.None; } = HostLabels.None;

    /// <summary>Whom it belongs to, with the machines that are imported to it; null for nobody in particular.</summary>
    public string? Tenant { get; init; }

    /// <summary>Whether it is in no book, and was given by its address alone.</summary>
    [JsonIgnore]
    public bool IsUnsaved { get; init; }

    /// <summary>All pools: those named, or else the default one in <see cref="Folder"/>.</summary>
    [JsonIgnore]
    public IReadOnlyList<StoragePool> AllPools => Pools.Count > 0
        ? Pools : [new StoragePool { Name = StoragePool.DefaultName, Location = $"{Folder}/machines" }];
}

using System.Text.Json.Nodes;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Testing;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Two pools that reach each other. The first has a second host, and a storage that both see: <c>shared</c>.</summary>
internal sealed class MoveBench : IAsyncDisposable
{
    public static readonly byte[] Content = TestDisk.Mixed(2 << 20);

    private MoveBench(XapiPoolBench here, XapiPoolBench there) => (Here, There) = (here, there);

    /// <summary>The pool with the machine.</summary>
    public XapiPoolBench Here { get; }

    /// <summary>The other one.</summary>
    public XapiPoolBench There { get; }

    /// <summary>What was warned of.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>What was told of how far a move is.</summary>
    public List<double> Parts { get; } = [];

    /// <summary>Opens them, with a machine <c>web01</c> that runs on <c>labhost</c>.</summary>
    /// <param name="storage">The storage of its disk: <c>shared</c>, <c>local</c>.</param>
    /// <param name="power">What it is doing.</param>
    public static async Task<MoveBench> OpenAsync(string storage, string power = "Running")
    {
        var bench = new MoveBench(await XapiPoolBench.OpenAsync(), await XapiPoolBench.OpenAsync());
        bench.Here.State.Peers.Add(bench.There.State);
        string first = bench.Host("labhost"), second = bench.AddHost("host2", memory: 8L << 30);
        string shared = bench.Here.AddStorage("shared", "nfs", 1L << 40);
        foreach (string host in (string[])[first, second])
        {
            bench.Here.State.Add("PBD", new JsonObject { ["SR"] = shared, ["host"] = host, ["currently_attached"] = true });
        }

        var machine = new Machine { Id = "vm", Name = "web01", NetworkCards = [new NetworkCard { Mac = "00:50:56:ab:2c:1d" }] };
        await bench.Here.ImportAsync(MemorySource.Of(machine, new TestDisk(Content)), new ImportOptions { Pool = storage, StartsWithHost = true });
        JsonObject vm = bench.Here.Machine("web01");
        (vm["power_state"], vm["resident_on"]) = (power, power == "Running" ? first : "OpaqueRef:NULL");
        return bench;
    }

    /// <summary>A host more in the first pool.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="memory">Free memory in bytes.</param>
    /// <returns>Its reference.</returns>
    public string AddHost(string name, long memory)
    {
        string metrics = Here.State.Add("host_metrics", new JsonObject { ["memory_free"] = memory });
        string host = Here.State.Add("host", new JsonObject { ["name_label"] = name, ["address"] = "127.0.0.1", ["metrics"] = metrics });
        string network = Here.State.Database.All("network").First().Key;
        Here.State.Add("PIF", new JsonObject { ["device"] = "eth0", ["network"] = network, ["host"] = host, ["management"] = true });
        return host;
    }

    /// <summary>Reference of a host of the first pool.</summary>
    public string Host(string name) => Here.State.Database.All("host").Single(host => host.Value["name_label"]!.ToString() == name).Key;

    /// <summary>Reference of a storage of the first pool.</summary>
    public string Storage(string name) => Here.State.Database.All("SR").Single(storage => storage.Value["name_label"]!.ToString() == name).Key;

    /// <summary>Has a host of the first pool see a storage.</summary>
    public void Plug(string host, string storage)
        => Here.State.Add("PBD", new JsonObject { ["SR"] = Storage(storage), ["host"] = Host(host), ["currently_attached"] = true });

    /// <summary>Moves the machine within its pool.</summary>
    public Task<string> WithinAsync(string? member = null, string? storage = null, CancellationToken cancellationToken = default)
        => MoveAsync(Here, new MigrationOptions { Member = member, Pool = storage }, cancellationToken);

    /// <summary>Moves the machine to the other pool.</summary>
    public Task<string> BetweenAsync(MigrationOptions? options = null, CancellationToken cancellationToken = default)
        => MoveAsync(There, options ?? new MigrationOptions(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Here.DisposeAsync();
        await There.DisposeAsync();
    }

    private Task<string> MoveAsync(XapiPoolBench to, MigrationOptions options, CancellationToken cancellationToken)
        => Migration.RunAsync(Here.Host, to.Host, "web01", options with { Warn = Warnings.Add, Part = Parts.Add }, cancellationToken);
}

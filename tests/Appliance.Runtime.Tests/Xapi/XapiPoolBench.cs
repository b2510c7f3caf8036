using System.Text.Json.Nodes;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Xapi;
using Appliance.Testing;
using Appliance.Testing.XapiHost;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>A pool, opened over TLS as a user has saved it: known by its certificate, with the password in a file.</summary>
internal sealed class XapiPoolBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly XapiServer _server = new();

    private XapiPoolBench(TimeProvider time) => Time = time;

    /// <summary>What the pool knows.</summary>
    public XapiState State => _server.State;

    /// <summary>The pool, as a user of this program sees it.</summary>
    public XapiHost Host { get; private set; } = null!;

    private TimeProvider Time { get; }

    /// <summary>Opens one.</summary>
    public static async Task<XapiPoolBench> OpenAsync(TimeProvider? time = null)
    {
        var bench = new XapiPoolBench(time ?? TimeProvider.System);
        bench.Host = await XapiHosts.OpenAsync(bench.Entry, mayAsk: false, bench.Time, default);
        return bench;
    }

    /// <summary>The pool, as a user saves it.</summary>
    public HostEntry Entry
    {
        get
        {
            string password = _folder.Write("password", "secret\n");
            Tool.Run("chmod", "600", password);
            return new HostEntry
            {
                Name = "pool1",
                Address = HostAddress.Parse($"xapi://root@127.0.0.1:{_server.Port}"),
                Fingerprint = _server.Fingerprint,
                PasswordFile = password,
            };
        }
    }

    /// <summary>A storage more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">What it is made of: <c>ext</c>, <c>lvmoiscsi</c>.</param>
    /// <param name="size">Bytes, all of them free.</param>
    /// <param name="isAttached">Whether a host has it.</param>
    /// <returns>Its reference.</returns>
    public string AddStorage(string name, string type, long size, bool isAttached = true)
    {
        string storage = State.Add("SR", new JsonObject { ["name_label"] = name, ["type"] = type, ["physical_size"] = size });
        State.Add("PBD", new JsonObject { ["SR"] = storage, ["currently_attached"] = isAttached });
        return storage;
    }

    /// <summary>Imports machines, up to the moment when they would be kept.</summary>
    public async Task<IHostTarget> WriteAsync(IMachineSource source, ImportOptions? options = null)
    {
        IHostTarget target = await Host.OpenTargetAsync(options ?? new ImportOptions(), default);
        target.Check(source.Group, source.Group.Disks.ToDictionary(disk => disk.Id, disk => disk.Capacity!.Value));
        await target.WriteAsync(source, null, default);
        return target;
    }

    /// <summary>Imports machines.</summary>
    public async Task ImportAsync(IMachineSource source, ImportOptions? options = null)
    {
        await using IHostTarget target = await WriteAsync(source, options);
        await target.CommitAsync(default);
    }

    /// <summary>The fields of a machine, by its name.</summary>
    public JsonObject Machine(string name) => State.Database.All("VM").Values.Single(vm => vm["name_label"]!.ToString() == name);

    /// <summary>What there is of a class.</summary>
    public IEnumerable<JsonObject> All(string name) => State.Database.All(name).Values;

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}

using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>What a pool knows and can do. One call is done at a time.</summary>
public sealed partial class XapiState
{
    private const byte OldByte = 0xA5;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _disks = new(StringComparer.Ordinal);
    private readonly EventLog _events;
    private readonly Dictionary<string, XapiMethod> _methods = new(StringComparer.Ordinal);

    /// <summary>A pool of one host, with a local storage and a network.</summary>
    public XapiState()
    {
        XapiPool.Fill(Database);
        AddMethods(SessionCalls.All(this));
        AddMethods(ObjectCalls.All(Database));
        AddMethods(HostCalls.All(Database));
        AddMethods(CreateCalls.All(this));
        AddMethods(DestroyCalls.All(this));
        AddMethods(TaskCalls.All(this));
        AddMethods(VmPowerCalls.All(this));
        AddMethods(VmHardwareCalls.All(this));
        AddMethods(SnapshotCalls.All(this));
        AddMethods(PlugCalls.All(this));
        AddMethods(GroupCalls.All(this));
        AddMethods(VlanCalls.All(this));
        AddMethods(DiscCalls.All(this));
        AddMethods(MoveCalls.All(this));
        _events = new EventLog(Database);
    }

    /// <summary>The objects.</summary>
    public XapiDatabase Database { get; } = new();

    /// <summary>Who may log in, with which password.</summary>
    public IDictionary<string, string> Users { get; } = new Dictionary<string, string> { ["root"] = "secret" };

    /// <summary>The address of the coordinator, where this host is only a member; null where it is the coordinator.</summary>
    public string? Coordinator { get; set; }

    /// <summary>Whether it becomes the coordinator itself, after it has named another once.</summary>
    public bool RedirectsOnce { get; set; }

    /// <summary>So many logins find the host still booting.</summary>
    public int LoginsWhileBooting { get; set; }

    /// <summary>How long what is done as a task takes.</summary>
    public TimeSpan TaskTime { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The machines, by reference, whose guests do not do what they are asked.</summary>
    public ISet<string> Deaf { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The storages, by reference, that have no room left.</summary>
    public ISet<string> FullStorages { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The storages, by reference, whose new disks hold what somebody else has left there.</summary>
    public ISet<string> Unzeroed { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The machines, by reference, whose guests have no agent that could be asked.</summary>
    public ISet<string> WithoutAgent { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Discs that lie in a storage and are not known before it is scanned: the reference of the storage, by their names.</summary>
    public IDictionary<string, string> Unscanned { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What sits behind the consoles of a machine, by its reference: reads what is typed, writes what is printed, and ends with the machine.</summary>
    public IDictionary<string, Func<Stream, Task>> Guests { get; } = new Dictionary<string, Func<Stream, Task>>(StringComparer.Ordinal);

    /// <summary>Whether another client has each console, of which the pool allows one.</summary>
    public bool AreConsolesTaken { get; set; }

    /// <summary>What stood in the queries of those who asked for a console.</summary>
    public IList<IReadOnlyList<string>> ConsoleRequests { get; } = [];

    /// <summary>Other pools, which this one reaches.</summary>
    public IList<XapiState> Peers { get; } = [];

    /// <summary>Whether moves of machines do not end before they are cancelled.</summary>
    public bool HoldsMoves { get; set; }

    /// <summary>Whether moves of machines fail half-way.</summary>
    public bool BreaksMoves { get; set; }

    /// <summary>Another host, <c>https://10.0.0.2:443</c>, that alone sees the storage: the next transfer is sent there; null for none.</summary>
    public string? StorageIsAt { get; set; }

    /// <summary>After so many bytes of one transfer, the storage takes no more.</summary>
    public long StorageFailsAfter { get; set; } = long.MaxValue;

    /// <summary>The disks that are being sent.</summary>
    public TransferGate Transfers { get; } = new();

    /// <summary>Whether it is older than events.</summary>
    public bool IsBeforeEvents { get; set; }

    /// <summary>Whether it is older than disks as QCOW2.</summary>
    public bool IsBeforeQcow2 { get; set; }

    /// <summary>Whether the next call for events finds that some were lost.</summary>
    public bool LosesEvents { get; set; }

    /// <summary>Whether the task of an export fails though all of it was sent.</summary>
    public bool FailsExports { get; set; }

    /// <summary>The storages, by reference, that cannot be scanned.</summary>
    public ISet<string> BrokenStorages { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Is told of every call, by its method, before it is done; a failure that it throws is the answer.</summary>
    public Action<string>? Calling { get; set; }

    /// <summary>The names of the methods that were called, in order.</summary>
    public IList<string> Called { get; } = [];

    /// <summary>Puts an object there.</summary>
    /// <param name="name">Its class.</param>
    /// <param name="fields">The fields that are other than usual.</param>
    /// <returns>Its reference.</returns>
    public string Add(string name, JsonObject fields)
    {
        lock (_lock)
        {
            _events.Wake();
            return Database.Add(name, XapiRecords.Make(name, fields));
        }
    }

    /// <summary>The content of a VDI, as long as the VDI.</summary>
    public byte[] DiskOf(string vdi)
    {
        lock (_lock)
        {
            if (!_disks.TryGetValue(vdi, out byte[]? disk))
            {
                JsonObject record = Database.Get("VDI", vdi);
                _disks[vdi] = disk = new byte[record["virtual_size"]!.GetValue<long>()];
                if (Unzeroed.Contains(record["SR"]!.ToString()))
                {
                    disk.AsSpan().Fill(OldByte);
                }
            }

            return disk;
        }
    }

    /// <summary>Whether an object is there, as a transfer asks while calls change what there is.</summary>
    internal bool Has(string name, string reference)
    {
        lock (_lock)
        {
            return Database.All(name).ContainsKey(reference);
        }
    }

    /// <summary>Ends a task, if there is one, with what comes of some work.</summary>
    internal void EndTask(string task, Func<JsonNode?> run)
    {
        lock (_lock)
        {
            TaskCalls.Finish(this, task, run);
            _events.Wake();
        }
    }

    /// <summary>Whether a task is being given up.</summary>
    internal bool IsCancelling(string task)
    {
        lock (_lock)
        {
            return Database.All("task").TryGetValue(task, out JsonObject? record) && record["status"]!.ToString() == TaskCalls.Cancelling;
        }
    }

    /// <summary>Ends all sessions, as a restart does.</summary>
    public void ForgetSessions()
    {
        lock (_lock)
        {
            foreach (string session in Database.All("session").Keys.ToList())
            {
                CloseSession(session);
            }
        }
    }

    /// <summary>Opens a session.</summary>
    internal string OpenSession(string user, string originator) => Database.Add("session", XapiRecords.Make("session", new JsonObject
    {
        ["this_host"] = Database.All("host").First().Key,
        ["auth_user_name"] = user,
        ["originator"] = originator,
    }));

    /// <summary>Ends a session.</summary>
    internal void CloseSession(string session) => Database.Remove("session", session);

    private void AddMethods(IEnumerable<KeyValuePair<string, XapiMethod>> methods)
    {
        foreach ((string name, XapiMethod method) in methods)
        {
            _methods[name] = method;
        }
    }
}

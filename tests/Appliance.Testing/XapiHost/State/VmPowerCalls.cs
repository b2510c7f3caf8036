using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Machines are started and ended. What each call wants of the state is as recorded.</summary>
internal static class VmPowerCalls
{
    private const string Halted = "Halted", Running = "Running", Paused = "Paused", Suspended = "Suspended";

    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["VM.start"] = Method(state, 3, [Halted], (vm, arguments) => Start(state, vm, arguments.Flag(1))),
        ["VM.start_on"] = Method(state, 4, [Halted], (_, arguments) => arguments.Flag(2) ? Paused : Running),
        ["VM.resume"] = Method(state, 3, [Suspended], (_, arguments) => arguments.Flag(1) ? Paused : Running),
        ["VM.pause"] = Method(state, 1, [Running], (_, _) => Paused),
        ["VM.unpause"] = Method(state, 1, [Paused], (_, _) => Running),
        ["VM.clean_shutdown"] = Method(state, 1, [Running], (vm, _) => Ask(state, vm, Halted)),
        ["VM.clean_reboot"] = Method(state, 1, [Running], (vm, _) => Ask(state, vm, Running)),
        ["VM.suspend"] = Method(state, 1, [Running], (vm, _) => Save(state, vm)),
        ["VM.hard_shutdown"] = Method(state, 1, [Paused, Suspended, Running], (_, _) => Halted),
        ["VM.shutdown"] = Method(state, 1, [Paused, Suspended, Running], (_, _) => Halted),
        ["VM.hard_reboot"] = Method(state, 1, [Paused, Running], (_, _) => Running),
    };

    private static XapiMethod Method(XapiState state, int parameters, string[] wanted, Func<string, XapiArguments, string> next) => new(parameters, parameters, (_, arguments) =>
    {
        string vm = arguments.Text(0);
        JsonObject record = state.Database.Get("VM", vm);
        string seen = record["power_state"]!.ToString();
        if (!wanted.Contains(seen))
        {
            throw new XapiFailure("VM_BAD_POWER_STATE", vm, string.Join(", ", wanted).ToLowerInvariant(), seen.ToLowerInvariant());
        }

        record["power_state"] = next(vm, arguments);
        return JsonValue.Create("");
    });

    private static string Start(XapiState state, string vm, bool isPaused)
        => state.Database.Get("VM", vm)["is_a_template"]!.GetValue<bool>() ? throw new XapiFailure("VM_IS_TEMPLATE", vm, "start") : isPaused ? Paused : Running;

    private static string Ask(XapiState state, string vm, string next)
        => state.WithoutAgent.Contains(vm) ? throw new XapiFailure("VM_LACKS_FEATURE", vm)
            : state.Deaf.Contains(vm) ? throw new StillWaiting() : next;

    private static string Save(XapiState state, string vm)
    {
        string next = Ask(state, vm, Suspended);
        string storage = state.Database.All("pool").First().Value["suspend_image_SR"]!.ToString();
        return storage == XapiDatabase.Null ? throw new XapiFailure("VM_NO_SUSPEND_SR", vm) : next;
    }
}

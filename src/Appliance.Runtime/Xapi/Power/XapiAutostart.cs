using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Records;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi.Power;

/// <summary>Machines that start with their host: <c>auto_poweron</c> of the machine, which counts where the pool has it too.</summary>
internal static class XapiAutostart
{
    private const string Key = "auto_poweron";
    private const string On = "true";

    /// <summary>Whether a machine, or a pool, has it.</summary>
    public static bool IsOn(XmlRpcStruct record) => record.Map("other_config").GetValueOrDefault(Key) == On;

    /// <summary>
    /// Has a machine start with its host, or not. The pool lets all those start that want it, from the first one on; that stays when the
    /// last one wants it no more, since others may have set it.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="vm">Reference of the machine.</param>
    /// <param name="isOn">Whether it starts.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task SetAsync(XapiSession session, string vm, bool isOn, CancellationToken cancellationToken)
    {
        await session.CallAsync("VM.remove_from_other_config", [vm, Key], cancellationToken);
        if (!isOn)
        {
            return;
        }

        await session.CallAsync("VM.add_to_other_config", [vm, Key, On], cancellationToken);
        (string pool, XmlRpcStruct record) = (await session.AllAsync("pool", cancellationToken)).First();
        if (!IsOn(record))
        {
            await session.CallAsync("pool.remove_from_other_config", [pool, Key], cancellationToken);
            await AllowAsync(session, pool, cancellationToken);
        }
    }

    private static async Task AllowAsync(XapiSession session, string pool, CancellationToken cancellationToken)
    {
        try
        {
            await session.CallAsync("pool.add_to_other_config", [pool, Key, On], cancellationToken);
        }
        catch (XapiException e) when (e.Error.Code == XapiError.MapDuplicateKey)
        {
            // Another has just done the same.
        }
    }
}

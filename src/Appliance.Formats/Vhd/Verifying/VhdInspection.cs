using Appliance.Formats.Disks;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Vhd;

/// <summary>One file under inspection: what the rules of <see cref="VhdVerifier"/> look at, and where they report to.</summary>
/// <param name="file">The file.</param>
/// <param name="findings">Gets what the rules find.</param>
/// <param name="now">The time that nothing may lie behind.</param>
internal sealed class VhdInspection(Disk file, FindingList findings, DateTimeOffset now)
{
    // vhd-util grants half an hour to hosts whose clocks differ.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(30);

    /// <summary>The file.</summary>
    public Disk File => file;

    /// <summary>The last moment that does not count as the future, in seconds since 2000.</summary>
    public uint LatestTime { get; } = VhdTime.FromDate(now + Slack);

    /// <summary>Reports an error.</summary>
    public void Error(string code, long offset, string message) => findings.Error(code, file.Name, offset, message);

    /// <summary>Reports an error unless a rule holds.</summary>
    public void Require(bool holds, string code, long offset, string otherwise)
    {
        if (!holds)
        {
            Error(code, offset, otherwise);
        }
    }

    /// <summary>Reports a warning unless a rule holds.</summary>
    public void Expect(bool holds, string code, long offset, string otherwise)
    {
        if (!holds)
        {
            findings.Warning(code, file.Name, offset, otherwise);
        }
    }

    /// <summary>Runs a step; what it cannot read becomes an error of this code.</summary>
    public async ValueTask GuardAsync(string code, Func<ValueTask> step)
    {
        try
        {
            await step();
        }
        catch (ImageException e)
        {
            findings.Error(code, e);
        }
    }
}

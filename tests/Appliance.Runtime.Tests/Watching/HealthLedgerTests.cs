using Appliance.Runtime.Watching;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

public sealed class HealthLedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Add_WhileTheGuestStarts_CountsNothing()
    {
        var ledger = new HealthLedger(5 * Minute);
        for (int i = 0; i < 5; i++)
        {
            ledger.Add(7, isWell: false, Start + (i * Minute));
        }

        Assert.Equal(0, ledger.Failures);
        ledger.Add(7, isWell: false, Start + (5 * Minute));
        Assert.Equal(1, ledger.Failures);
    }

    [Fact]
    public void Add_AfterTheChecksHaveHeldOnce_CountsFromTheFirstFailure()
    {
        var ledger = new HealthLedger(5 * Minute);
        ledger.Add(7, isWell: true, Start);
        ledger.Add(7, isWell: false, Start);
        ledger.Add(7, isWell: false, Start);
        Assert.Equal(2, ledger.Failures);

        ledger.Add(7, isWell: true, Start);

        Assert.Equal(0, ledger.Failures);
    }

    [Fact]
    public void Add_OfANewDomain_BeginsAnew()
    {
        var ledger = new HealthLedger(5 * Minute);
        ledger.Add(7, isWell: true, Start);
        ledger.Add(7, isWell: false, Start);

        ledger.Add(8, isWell: false, Start + Minute);

        Assert.Equal(0, ledger.Failures);
    }
}

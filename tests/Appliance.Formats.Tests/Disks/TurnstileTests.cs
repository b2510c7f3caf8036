using Appliance.Formats.Disks;
using Xunit;

namespace Appliance.Formats.Tests.Disks;

public sealed class TurnstileTests
{
    [Fact]
    public async Task WaitAsync_TicketsThatComeInAnyOrder_PassInTheirs()
    {
        var turnstile = new Turnstile();
        var passed = new List<long>();

        await Task.WhenAll(new long[] { 5, 2, 0, 4, 1, 3 }.Select(ticket => Task.Run(() => PassAsync(ticket))));

        Assert.Equal([0, 1, 2, 3, 4, 5], passed);

        async Task PassAsync(long ticket)
        {
            await turnstile.WaitAsync(ticket, CancellationToken.None);
            passed.Add(ticket);
            turnstile.Leave(ticket);
        }
    }

    [Fact]
    public async Task Leave_OutOfOrder_OpensOnlyWhenAllBeforeHaveLeft()
    {
        var turnstile = new Turnstile();
        Task third = turnstile.WaitAsync(2, CancellationToken.None).AsTask();

        turnstile.Leave(1);
        Assert.False(third.IsCompleted);
        turnstile.Leave(0);

        await third.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task WaitAsync_Cancelled_EndsTheWaitAndTheNextOneWorks()
    {
        var turnstile = new Turnstile();
        using var stop = new CancellationTokenSource();
        ValueTask cancelled = turnstile.WaitAsync(2, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        Task second = turnstile.WaitAsync(1, CancellationToken.None).AsTask();
        turnstile.Leave(0);
        await second.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task WaitAsync_AlreadyCancelled_Throws()
    {
        var turnstile = new Turnstile();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await turnstile.WaitAsync(1, new CancellationToken(canceled: true)));
    }
}

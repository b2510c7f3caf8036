using Appliance.Benchmarks.Contests;

namespace Appliance.Benchmarks;

/// <summary>All contests, in the order of the tables. A contest's sources are made with it, so only what is wanted is.</summary>
internal static class ContestList
{
    private static readonly (string Title, Func<Stage, Contest> Make)[] Conversions =
    [
        (StreamToVhd.Title, stage => new StreamToVhd(stage)),
        (SparseToVhd.Title, stage => new SparseToVhd(stage)),
        (VhdToStream.Title, stage => new VhdToStream(stage)),
        (RawToXva.Title, stage => new RawToXva(stage)),
        (LargeDisk.Title, stage => new LargeDisk(stage)),
        (HugeDisk.Title, stage => new HugeDisk(stage)),
        (StartUp.Title, stage => new StartUp(stage)),
    ];

    private static readonly (string Title, Func<Stage, Contest> Make)[] Preparations =
    [
        (ExtGuest.Title, stage => new ExtGuest(stage)),
        (NtfsGuest.Title, stage => new NtfsGuest(stage)),
        (XfsGuest.Title, stage => new XfsGuest(stage)),
    ];

    /// <summary>The contests whose names contain <paramref name="only"/>, whatever the case.</summary>
    public static IReadOnlyList<Contest> Make(Stage stage, string only) =>
    [
        .. Wanted(Conversions, only).Select(contest => contest.Make(stage)),
        .. Wanted(Preparations, only).SelectMany(contest => TryMake(contest.Title, contest.Make, stage)),
    ];

    private static IEnumerable<(string Title, Func<Stage, Contest> Make)> Wanted((string Title, Func<Stage, Contest> Make)[] contests, string only)
        => contests.Where(contest => contest.Title.Contains(only, StringComparison.OrdinalIgnoreCase));

    /// <summary>Guests take more programs to make than disks do: no contest, and the reason on standard error, where one is missing.</summary>
    private static IEnumerable<Contest> TryMake(string title, Func<Stage, Contest> make, Stage stage)
    {
        try
        {
            return [make(stage)];
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine($"left out: {title}: {e.Message}");
            return [];
        }
    }
}

namespace Appliance.Benchmarks;

/// <summary>A table in Markdown: us, the peer, and how many times less we take.</summary>
internal static class ReportTable
{
    /// <summary>Prints two results and their ratios.</summary>
    public static void Print(string title, IReadOnlyList<Result> results)
    {
        (Result ours, Result peer) = (results[0], results[1]);
        Console.WriteLine($"""

            ### {title}

            | | wall s | CPU s | peak MiB |
            | --- | ---: | ---: | ---: |
            | {ours.Name} | {ours.Wall:F3} | {ours.Processor:F3} | {ours.PeakMiB:F0} |
            | {peer.Name} | {peer.Wall:F3} | {peer.Processor:F3} | {peer.PeakMiB:F0} |
            | peer / ours | {peer.Wall / ours.Wall:F2} | {peer.Processor / ours.Processor:F2} | {peer.PeakMiB / ours.PeakMiB:F2} |

            """);
    }
}

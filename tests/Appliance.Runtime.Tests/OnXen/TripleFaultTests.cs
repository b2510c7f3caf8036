using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>What the emulation does to guests now and then, done to one by its own kernel: a failure beside it does not count.</summary>
[Trait("Category", "Slow")]
[Collection("OnXen")]
public sealed class TripleFaultTests(XenBench bench)
{
    // A PVH kernel: nobody has set handlers up for its first instruction, which is none.
    private const string Kernel =
        """
        .section .note.Xen, "a", @note
        .long 4, 4, 18
        .asciz "Xen"
        .long _start
        .text
        .globl _start
        _start: ud2

        """;

    private static int _runs;

    [NeedsXenHostFact("as", "ld")]
    public async Task ATest_ThatFailsBesideATripleFault_RunsAgain()
    {
        int run = ++_runs;
        await bench.StartAsync();
        if (run == 1)
        {
            await FaultAsync();
        }

        Assert.Equal(2, run);
    }

    private async Task FaultAsync()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["kernel.s"], Kernel);
        Tool.Run("as", "--32", "-o", folder["kernel.o"], folder["kernel.s"]);
        Tool.Run("ld", "-m", "elf_i386", "-Ttext", "0x201000", "--section-start=.note.Xen=0x200000", "-o", folder["kernel"], folder["kernel.o"]);
        await bench.Xen.RunAsync(
            """
            base64 -d > /tmp/faulty
            printf '%s\n' 'name="faulty"' 'type="pvh"' 'kernel="/tmp/faulty"' 'memory=32' 'on_reboot="destroy"' > /tmp/faulty.cfg
            xl create /tmp/faulty.cfg || exit
            timeout 60 sh -c 'while xl list faulty > /dev/null 2>&1; do sleep 1; done'
            """,
            Convert.ToBase64String(await File.ReadAllBytesAsync(folder["kernel"])));
    }
}

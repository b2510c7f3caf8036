using Appliance.Formats;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Ova;
using Appliance.Formats.Ovf;
using Appliance.Formats.Verification;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Trust.Verifying;

/// <summary>Whose signature a reader of packages takes.</summary>
public sealed class SignedPackageTrustTests
{
    [NeedsToolFact("openssl")]
    public async Task Open_SignedByTheTrusted_TellsWho()
    {
        using var bench = new SigningBench();
        string? signer = null;

        await OpenAsync(bench, isSigned: true, new ReadOptions { Trusted = TrustedSigners.Read(bench.Certificate), Signed = (_, name) => signer = name });

        Assert.Equal(SigningBench.Subject, signer);
    }

    [NeedsToolFact("openssl")]
    public async Task Open_SignedByAnother_IsRefused()
    {
        using SigningBench bench = new(), other = new();

        InvalidImageException e = await Assert.ThrowsAsync<InvalidImageException>(() => OpenAsync(bench, isSigned: true, new ReadOptions { Trusted = TrustedSigners.Read(other.Certificate) }));

        Assert.Contains(SigningBench.Subject, e.Message, StringComparison.Ordinal);
    }

    [NeedsToolFact("openssl")]
    public async Task Open_NotSigned_IsRefusedWhereASignatureIsWanted()
    {
        using var bench = new SigningBench();

        await Assert.ThrowsAsync<InvalidImageException>(() => OpenAsync(bench, isSigned: false, new ReadOptions { Trusted = TrustedSigners.Read(bench.Certificate) }));
    }

    [NeedsToolFact("openssl")]
    public async Task Open_NotSigned_IsTakenWhereNoneIsWanted()
    {
        using var bench = new SigningBench();

        await OpenAsync(bench, isSigned: false, new ReadOptions());
    }

    private static async Task OpenAsync(SigningBench bench, bool isSigned, ReadOptions options)
    {
        await using var target = new OvaTarget(bench.Folder["web.ova"], OvfDialect.Xen, new WriteOptions { Signer = isSigned ? await bench.OpenAsync() : null });
        await target.WriteAsync(MemorySource.Of(new TestDisk(new byte[1 << 20])), progress: null, CancellationToken.None);
        await target.CommitAsync(CancellationToken.None);
        await using IMachineSource source = await OvaSource.OpenAsync(FileDisk.Open(bench.Folder["web.ova"]), (_, _, _, _) => throw new NotSupportedException(), options, ovf: null, CancellationToken.None);
    }
}

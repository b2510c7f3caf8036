using Appliance.Formats.Machines;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

public sealed class HealthCheckTests
{
    [Theory]
    [InlineData("tcp:22", HealthCheckKind.Tcp, 22, "/")]
    [InlineData("http:80", HealthCheckKind.Http, 80, "/")]
    [InlineData("http:8080/health?full=1", HealthCheckKind.Http, 8080, "/health?full=1")]
    [InlineData("console:login:", HealthCheckKind.Console, 0, "login:")]
    [InlineData("console:a: b", HealthCheckKind.Console, 0, "a: b")]
    public void Parse_OfACheck_ReadsItAndShowsItAgain(string text, HealthCheckKind kind, int port, string argument)
    {
        HealthCheck check = HealthCheck.Parse(text);

        Assert.Equal(kind, check.Kind);
        Assert.Equal((port, argument), check.ReadArgument());
        Assert.Equal(text, check.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tcp")]
    [InlineData("tcp:")]
    [InlineData("tcp:0")]
    [InlineData("tcp:65536")]
    [InlineData("tcp:-1")]
    [InlineData("tcp:22/ssh")]
    [InlineData("TCP:22")]
    [InlineData("udp:53")]
    [InlineData("http:/health")]
    [InlineData("http:80health")]
    [InlineData("http:80/a b")]
    [InlineData("http:80/a\r\nHost: b")]
    [InlineData("console:")]
    [InlineData("console:a\nb")]
    public void Parse_OfWhatIsNone_SaysHowTheyRead(string text)
        => Assert.Contains("check", Assert.Throws<FormatException>(() => HealthCheck.Parse(text)).Message, StringComparison.Ordinal);
}

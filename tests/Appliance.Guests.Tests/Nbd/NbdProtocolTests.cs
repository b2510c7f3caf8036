using System.Buffers.Binary;
using System.Net.Sockets;
using Appliance.Guests.Nbd;
using Xunit;

namespace Appliance.Guests.Tests.Nbd;

/// <summary>Clients that do not keep to the protocol, byte by byte.</summary>
public class NbdProtocolTests
{
    private const uint Garbage = 0xDEADBEEF;

    [Fact]
    public async Task Greeting_IsThatOfFixedNewstyle()
    {
        await using NbdServer server = NbdServer.Start(new ArrayDevice(new byte[512]));
        await using NetworkStream client = Connect(server);

        var greeting = new byte[18];
        await client.ReadExactlyAsync(greeting);

        Assert.Equal("NBDMAGICIHAVEOPT"u8.ToArray(), greeting[..16]);
        Assert.Equal(3, BinaryPrimitives.ReadUInt16BigEndian(greeting.AsSpan(16)));
    }

    [Theory]
    [InlineData(Garbage, 0u)]
    [InlineData(1u, Garbage)]
    public async Task Handshake_OfGarbage_ClosesTheConnectionOnly(uint flags, uint option)
    {
        await using NbdServer server = NbdServer.Start(new ArrayDevice(new byte[512]));
        await using NetworkStream client = Connect(server);
        await client.ReadExactlyAsync(new byte[18]);

        await client.WriteAsync(Words(flags, option, option, option, option));

        await AssertClosedAsync(client);
        await AssertServesAsync(server);
    }

    [Fact]
    public async Task Option_ThatIsUnknown_IsRefusedAndTheNextAnswered()
    {
        const uint StructuredReplies = 8;
        await using NbdServer server = NbdServer.Start(new ArrayDevice(new byte[512]));
        await using NetworkStream client = Connect(server);
        await client.ReadExactlyAsync(new byte[18]);

        await client.WriteAsync(Words(3, 0x49484156, 0x454F5054, StructuredReplies, 0));
        var answer = new byte[20];
        await client.ReadExactlyAsync(answer);

        Assert.Equal(0x80000001, BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(12)));
        await client.WriteAsync(Words(0x49484156, 0x454F5054, 2, 0));
        await client.ReadExactlyAsync(answer);
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(12)));
        await AssertClosedAsync(client);
    }

    [Fact]
    public async Task Option_ThatIsTooLong_ClosesTheConnection()
    {
        await using NbdServer server = NbdServer.Start(new ArrayDevice(new byte[512]));
        await using NetworkStream client = Connect(server);
        await client.ReadExactlyAsync(new byte[18]);

        await client.WriteAsync(Words(3, 0x49484156, 0x454F5054, 7, uint.MaxValue));

        await AssertClosedAsync(client);
    }

    [Theory]
    [InlineData(0u, 0u, 513u, 22u)]
    [InlineData(0u, uint.MaxValue, 512u, 22u)]
    [InlineData(0u, 0u, uint.MaxValue, 22u)]
    [InlineData(4u, 1u, 512u, 0u)]
    [InlineData(6u, 1u, 512u, 28u)]
    [InlineData(99u, 0u, 512u, 22u)]
    public async Task Command_BeyondItsBounds_IsRefused(uint command, uint offset, uint length, uint error)
    {
        await using NbdServer server = NbdServer.Start(new ArrayDevice(new byte[512]));
        await using NetworkStream client = await TakeAsync(server);

        await client.WriteAsync(Words(0x25609513, command, 1, 2, offset == uint.MaxValue ? offset : 0, offset, length));
        var reply = new byte[16];
        await client.ReadExactlyAsync(reply);

        Assert.Equal(Words(0x67446698, error, 1, 2), reply);
        await client.WriteAsync(Words(0x25609513, 0, 3, 4, 0, 0, 512));
        await client.ReadExactlyAsync(new byte[16 + 512]);
    }

    [Theory]
    [InlineData(Garbage, 0u)]
    [InlineData(0x25609513u, uint.MaxValue)]
    public async Task Session_OfGarbage_ClosesTheConnectionOnly(uint magic, uint length)
    {
        const uint Write = 1;
        await using NbdServer server = NbdServer.Start(new ArrayDevice(new byte[512]));
        await using NetworkStream client = await TakeAsync(server);

        await client.WriteAsync(Words(magic, Write, 1, 2, 0, 0, length));

        await AssertClosedAsync(client);
        await AssertServesAsync(server);
        Assert.Null(server.Failure);
    }

    private static NetworkStream Connect(NbdServer server)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        socket.Connect(new UnixDomainSocketEndPoint(server.SocketPath));
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Takes the unnamed export by the oldest of the options, without padding.</summary>
    private static async Task<NetworkStream> TakeAsync(NbdServer server)
    {
        NetworkStream client = Connect(server);
        await client.ReadExactlyAsync(new byte[18]);
        await client.WriteAsync(Words(3, 0x49484156, 0x454F5054, 1, 0));
        await client.ReadExactlyAsync(new byte[10]);
        return client;
    }

    /// <summary>The server has hung up: gently, or in the face of bytes that it never read.</summary>
    private static async Task AssertClosedAsync(NetworkStream client)
    {
        try
        {
            Assert.Equal(0, await client.ReadAsync(new byte[1]));
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
        }
    }

    private static async Task AssertServesAsync(NbdServer server) => await (await TakeAsync(server)).DisposeAsync();

    private static byte[] Words(params uint[] words)
    {
        var bytes = new byte[4 * words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), words[i]);
        }

        return bytes;
    }
}

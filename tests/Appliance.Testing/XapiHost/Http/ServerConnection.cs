using Appliance.Testing.XapiHost.Rpc;
using Appliance.Testing.XapiHost.State;
using Appliance.Testing.XapiHost.Transfers;

namespace Appliance.Testing.XapiHost.Http;

/// <summary>A connection of a client: requests come in, one after the other, until one side has enough.</summary>
internal sealed class ServerConnection(Stream stream, XapiServer server)
{
    // Those of xapi.
    private const int LongestHead = 8 * 1024;
    private const int LongestCall = 300 * 1024;

    private static readonly IRpcDialect Json = new JsonDialect(), Xml = new XmlDialect();

    /// <summary>Serves it to its end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        bool keeps = true;
        while (keeps)
        {
            try
            {
                RequestHead? head = await RequestHead.ReadAsync(stream, LongestHead, cancellationToken);
                if (head is null)
                {
                    return;
                }

                if (head is { Method: "PUT", Path: RawVdiImport.Path })
                {
                    await new RawVdiImport(head, stream, server.State).RunAsync(cancellationToken);
                    return;
                }

                if (head is { Method: "PUT", Path: XvaImport.Path })
                {
                    await new XvaImport(head, stream, server.State).RunAsync(cancellationToken);
                    return;
                }

                if (head is { Method: "GET", Path: XvaExport.Path })
                {
                    await new XvaExport(head, stream, server.State).RunAsync(cancellationToken);
                    return;
                }

                if (head is { Method: "CONNECT", Path: ConsoleProxy.Path })
                {
                    await new ConsoleProxy(head, stream, server.State).RunAsync(cancellationToken);
                    return;
                }

                if (head is { Method: "GET", Path: VdiExport.Path })
                {
                    await new VdiExport(head, stream, server.State).RunAsync(cancellationToken);
                    return;
                }

                HttpAnswer answer = await AnswerAsync(head, cancellationToken);
                keeps = head.KeepsConnection;
                await stream.WriteAsync(answer.ToBytes(keeps), cancellationToken);
            }
            catch (HttpFailure failure)
            {
                keeps = false;
                await stream.WriteAsync(failure.Answer.ToBytes(keepsConnection: false), cancellationToken);
            }
        }
    }

    private async Task<HttpAnswer> AnswerAsync(RequestHead head, CancellationToken cancellationToken) => head switch
    {
        { Method: "POST", Path: "/jsonrpc" } when !server.IsBeforeJson => await CallAsync(Json, await ReadCallAsync(head, cancellationToken), cancellationToken),
        { Method: "POST", Path: "/" or "/RPC2" } => await CallAsync(Xml, await ReadCallAsync(head, cancellationToken), cancellationToken),
        { Method: "OPTIONS", Path: "/jsonrpc" } => new HttpAnswer(200, "OK", null, []),
        { Method: "HEAD" } => throw new HttpFailure(HttpAnswer.Unknown(head.Method)),
        _ => throw new HttpFailure(HttpAnswer.Forbidden),
    };

    private async Task<HttpAnswer> CallAsync(IRpcDialect dialect, byte[] body, CancellationToken cancellationToken)
    {
        RpcCall call = dialect.Read(body);
        try
        {
            return dialect.Write(call, await server.State.CallAsync(call, cancellationToken));
        }
        catch (XapiFailure failure)
        {
            return dialect.Write(call, failure);
        }
    }

    private async Task<byte[]> ReadCallAsync(RequestHead head, CancellationToken cancellationToken)
    {
        if (head.Length is not { } length || head.IsChunked)
        {
            throw new HttpFailure(HttpAnswer.Failed("Failure(\"We require a content-length: HTTP header\")"));
        }

        if (length > LongestCall)
        {
            throw new HttpFailure(HttpAnswer.Failed("Http_svr.Client_requested_size_over_limit"));
        }

        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return body;
    }
}

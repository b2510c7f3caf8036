using Appliance.Formats;
using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Wire;

/// <summary>XML-RPC, which every xapi since XCP 1.0 speaks. What comes back is a struct with a status.</summary>
internal sealed class XmlRpc : IXapiLanguage
{
    /// <inheritdoc/>
    public string Path => "/";

    /// <inheritdoc/>
    public string MediaType => "text/xml";

    /// <inheritdoc/>
    public byte[] Write(XapiCall call) => XmlRpcWriter.ToBytes(new XmlRpcMessage(call.Method, call.Parameters));

    /// <inheritdoc/>
    public XapiAnswer Read(byte[] body, IReadOnlySet<string>? kept)
    {
        try
        {
            return Read(XmlRpcReader.ParseMessage(body, "XML-RPC"));
        }
        catch (InvalidImageException e)
        {
            throw new FormatException($"is no XML-RPC: {e.Message}", e);
        }
    }

    private static XapiAnswer Read(XmlRpcMessage message)
    {
        if (message is not { Method: null, Parameters: [XmlRpcStruct answer] })
        {
            throw new FormatException("is XML-RPC, and no answer of xapi");
        }

        if (answer.Find("ErrorDescription") is XmlRpcArray error)
        {
            return XapiAnswer.Failure([.. error.Items.OfType<XmlRpcScalar>().Select(word => word.Content)]);
        }

        // A method that returns nothing may leave the value out.
        return answer.FindText("Status") == "Success"
            ? XapiAnswer.Success(answer.Find("Value") ?? "") : throw new FormatException("is XML-RPC with neither a result nor an error");
    }
}

namespace Appliance.Runtime.Xapi.Wire;

/// <summary>A language that xapi is called in. All of them carry the same values, those of XML-RPC, in which xapi thinks.</summary>
internal interface IXapiLanguage
{
    /// <summary>Where calls are posted to: an absolute path.</summary>
    string Path { get; }

    /// <summary>The media type of a call and of its answer.</summary>
    string MediaType { get; }

    /// <summary>Returns a call as the body of a request, in UTF-8.</summary>
    byte[] Write(XapiCall call);

    /// <summary>Reads the body of an answer.</summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="kept">The fields that somebody wants of the records in events; a language may leave out all others. Null for all.</param>
    /// <exception cref="FormatException">It is no answer in this language; the message says why.</exception>
    XapiAnswer Read(byte[] body, IReadOnlySet<string>? kept);
}

using System.Text;
using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi;
using Appliance.Runtime.Xapi.Wire;
using Xunit;

namespace Appliance.Runtime.Tests.Xapi;

/// <summary>Of records in events only the fields are kept that somebody looks at.</summary>
public sealed class ShownFieldsTests
{
    private static readonly HashSet<string> Kept = ["uuid", "other_config", "VBDs"];

    [Fact]
    public void Read_FieldsThatAreWanted_AreThere_WithAllThatIsInThem()
    {
        XmlRpcStruct record = Read("""{"uuid": "1", "platform": {"uuid": "2", "a": [1, {"b": "]}"}]}, "other_config": {"platform": "x"}, "VBDs": ["a", "b"]}""");
        Assert.Equal(["uuid", "other_config", "VBDs"], record.Members.Keys);
        Assert.Equal(("1", "x"), (record.Text("uuid"), record.Map("other_config")["platform"]));
        Assert.Equal(["a", "b"], record.Texts("VBDs"));
    }

    [Fact]
    public void Read_RecordsInAnotherOrder_AreReadAsWell()
    {
        XmlRpcStruct[] records = ReadAll("""{"uuid": "1", "platform": "x"}""", """{"platform": "x", "uuid": "2", "VBDs": []}""", """{"uuid": "3"}""");
        Assert.Equal(["1", "2", "3"], records.Select(record => record.Text("uuid")));
    }

    [Fact]
    public void Find_AFieldThatWasLeftOut_IsAnError_AndNotEmpty()
    {
        XmlRpcStruct record = Read("""{"uuid": "1", "platform": {}}""");
        Assert.Equal("platform was not read", Assert.Throws<InvalidOperationException>(() => record.Text("platform")).Message);
        Assert.Empty(record.Texts("VBDs"));
    }

    private static XmlRpcStruct Read(string record) => ReadAll(record)[0];

    private static XmlRpcStruct[] ReadAll(params string[] records)
    {
        string events = string.Join(", ", records.Select(record => $$"""{"class": "vm", "platform": "kept", "snapshot": {{record}}}"""));
        XapiAnswer answer = new JsonRpc(hasVersion: true).Read(Encoding.UTF8.GetBytes($$"""{"jsonrpc": "2.0", "result": {"events": [{{events}}], "token": "1"}, "id": 1}"""), Kept);
        XmlRpcStruct[] told = [.. ((XmlRpcArray)((XmlRpcStruct)answer.Result!).Find("events")!).Items.Cast<XmlRpcStruct>()];
        Assert.All(told, each => Assert.Equal("kept", each.Text("platform")));
        return [.. told.Select(each => (XmlRpcStruct)each.Find("snapshot")!)];
    }
}

using Appliance.Builder.Templates.Parts;
using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what tells that an appliance is well: checks, and commands that are run on its console.</summary>
internal static class TestReader
{
    private const string Path = "tests";
    private const string Login = "console";
    private const string Password = "password";
    private const string Machines = "machines";

    // What a terminal takes in a line is 4095 bytes, and of a letter it may become four.
    private const int LongestText = 800;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Reads a check.</summary>
    public static HealthCheck ReadCheck(TemplateText text)
    {
        try
        {
            return HealthCheck.Parse(text.Value);
        }
        catch (FormatException e)
        {
            throw text.Error(e.Message);
        }
    }

    /// <summary>Reads the checks among the tests, which are texts.</summary>
    public static IEnumerable<HealthCheck> ReadChecks(IEnumerable<TemplateNode> tests) => tests.OfType<TemplateText>().Select(ReadCheck);

    /// <summary>Reads the commands among the tests, which are maps.</summary>
    public static IEnumerable<ConsoleTest> ReadCommands(IEnumerable<TemplateNode> tests) => tests.Where(test => test is not TemplateText)
        .Select(test => ReadCommand(new MapReader(test as TemplateMap ?? throw test.Error($"{Path} is a list of texts and maps, and this is {test.Kind}"), Path)));

    /// <summary>Reads who logs in.</summary>
    public static ConsoleLogin? ReadLogin(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        // Nothing of a password is told, not even in an error.
        TemplateText? password = map.Text(Password);
        var login = new ConsoleLogin(LineOf(map.Demand("user"), $"{Login}.user"), password is null ? null : LineOf(password, $"{Login}.{Password}"));
        map.End();
        return login;
    }

    /// <summary>Refuses a password that all may see, and a secret in a command, which reports and the console show.</summary>
    /// <param name="template">The template as it is written.</param>
    /// <param name="parameters">What it declares.</param>
    /// <exception cref="TemplateException">There is one.</exception>
    public static void GuardSecrets(TemplateMap template, IEnumerable<TemplateParameter> parameters)
    {
        // Machines say the same of themselves.
        TemplateMap[] maps = [template, .. (template.Find(Machines) as TemplateList)?.Items.OfType<TemplateMap>() ?? []];
        string[] secrets = [.. parameters.Where(parameter => parameter.Type == ParameterType.Secret).Select(parameter => $"${{{parameter.Name}}}")];
        if (maps.Select(map => (map.Find(Login) as TemplateMap)?.Find(Password)).OfType<TemplateText>().FirstOrDefault(text => !text.IsNull && !secrets.Contains(text.Value)) is { } plain)
        {
            throw plain.Error($"{Login}.{Password} is a parameter of type secret, and nothing else: ${{name}}");
        }

        IEnumerable<TemplateMap> commands = maps.SelectMany(map => (map.Find(Path) as TemplateList)?.Items.OfType<TemplateMap>() ?? []);
        if (commands.SelectMany(command => command.Entries).FirstOrDefault(entry => entry.Value is TemplateText text && secrets.Any(text.Value.Contains)) is { } shown)
        {
            throw shown.Value.Error($"{Path}.{shown.Key} has a secret in it, and reports show what is run");
        }
    }

    private static ConsoleTest ReadCommand(MapReader map)
    {
        var test = new ConsoleTest(LineOf(map.Demand("run"), $"{Path}.run"))
        {
            Expected = map.Text("expect") is { } expected ? LineOf(expected, $"{Path}.expect") : null,
            ExitCode = map.Number("exit", 0, byte.MaxValue) ?? 0,
        };
        test = map.Time("timeout", LongestWait) is { } limit ? test with { Limit = limit } : test;
        map.End();
        return test;
    }

    private static string LineOf(TemplateText text, string name) => text.Value.Length is > 0 and <= LongestText && !text.Value.Any(char.IsControl)
        ? text.Value : throw text.Error($"{name} is one line of at most {LongestText} characters, without tabs");
}

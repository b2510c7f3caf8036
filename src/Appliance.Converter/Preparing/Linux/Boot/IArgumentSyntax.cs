namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>How a configuration writes down the arguments of kernels.</summary>
internal interface IArgumentSyntax
{
    /// <summary>Where a line holds such arguments; null where it holds none.</summary>
    ArgumentRange? Find(string line);
}

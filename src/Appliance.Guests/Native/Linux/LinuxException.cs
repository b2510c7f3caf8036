namespace Appliance.Guests.Native.Linux;

/// <summary>Linux, this host's or that of the micro virtual machine, could not do what it was asked for.</summary>
internal sealed class LinuxException : IOException
{
    /// <summary>Reports an answer.</summary>
    /// <param name="errno">Linux's number of the error.</param>
    /// <param name="text">What its kernel says; may be empty.</param>
    public LinuxException(int errno, string text)
        : base(text.Length > 0 ? text : $"error {errno} of Linux")
    {
        Errno = errno;
    }

    /// <summary>Linux's number of the error.</summary>
    public int Errno { get; }
}

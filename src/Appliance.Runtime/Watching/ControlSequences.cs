namespace Appliance.Runtime.Watching;

/// <summary>Tells the escape sequences of a terminal (ECMA-48) from the text between them.</summary>
internal sealed class ControlSequences
{
    private const char Escape = '\e';
    private const char Bell = '\a';

    private Place _place;

    private enum Place
    {
        Text,
        AfterEscape,
        InControl,
        InString,
        InStringAfterEscape,
    }

    /// <summary>Whether the next character belongs to a sequence.</summary>
    public bool IsPartOfOne(char c)
    {
        Place before = _place;
        _place = before switch
        {
            Place.Text => c == Escape ? Place.AfterEscape : Place.Text,
            Place.AfterEscape => AfterEscape(c),
            Place.InControl => c is >= '@' and <= '~' ? Place.Text : Place.InControl,
            Place.InString => c switch
            {
                Bell or '\n' => Place.Text,
                Escape => Place.InStringAfterEscape,
                _ => Place.InString,
            },
            _ => Place.Text,
        };
        return before != Place.Text || _place != Place.Text;
    }

    private static Place AfterEscape(char c) => c switch
    {
        '[' => Place.InControl,
        // Operating system command, device control string, private message.
        ']' or 'P' or '^' or '_' => Place.InString,
        // Intermediates, as in the choice of a character set, come before one final character.
        >= ' ' and <= '/' => Place.AfterEscape,
        _ => Place.Text,
    };
}

using System.Globalization;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// Words that must all be in an item's name, sender or recipients. A term of several words (an address, a file name, "quoted text") wants them one after the other in one of these; a term that ends in * is the beginning
/// of a word. Indexes drop most rows; <see cref="Matches"/> decides.
/// </summary>
internal sealed class WordQuery
{
    /// <summary>Stands in the index of an item that has too many words to index: it may hold any. Private use, so no text has it as a word.</summary>
    private const string AnyWord = "\uE000";

    /// <summary>Begins the word that stands for an item's object.</summary>
    private const string ObjectMark = "\uE001";

    /// <summary>UTF-16 units of words that are indexed of one item: PostgreSQL's tsvector holds 1 MiB.</summary>
    private const int MostText = 200_000;

    private readonly List<Term> _terms = [];

    /// <summary>Parses them.</summary>
    /// <exception cref="InvalidSettingException">There is no word in it, or a * where none can be.</exception>
    public WordQuery(IEnumerable<string> texts)
    {
        foreach (string term in texts.SelectMany(Terms))
            Add(term);
        if (_terms.Count == 0)
            throw new InvalidSettingException("Search.NoWord", "There is no word to search for.", "Words are made of letters and digits; for other characters use a pattern, e.g. -Name '*#*'.");
    }

    /// <summary>Null without texts.</summary>
    public static WordQuery? From(IReadOnlyList<string>? texts) => texts is null ? null : new WordQuery(texts);

    /// <summary>What is indexed of an item: its object's word and its own, separated by spaces.</summary>
    public static string IndexText(long objectId, string name, string? sender, string? recipients, StringBuilder buffer)
    {
        buffer.Clear().Append(ObjectWord(objectId));
        int own = buffer.Length;
        SearchWords.Append(name, buffer);
        SearchWords.Append(sender, buffer);
        SearchWords.Append(recipients, buffer);
        if (buffer.Length > MostText)
            buffer.Remove(own, buffer.Length - own).Append(" " + AnyWord);
        return buffer.ToString();
    }

    /// <summary>The query of SQLite's FTS5 (sqlite.org/fts5.html#full_text_query_syntax); with an object, only its items.</summary>
    public string ToFts5(long? objectId) => Expression(" AND ", " OR ", static (word, isPrefix) => $"\"{word}\"{(isPrefix ? "*" : "")}", objectId);

    /// <summary>PostgreSQL's tsquery; with an object, only its items.</summary>
    public string ToTsQuery(long? objectId) => Expression(" & ", " | ", static (word, isPrefix) => $"'{word}'{(isPrefix ? ":*" : "")}", objectId);

    /// <summary>True when all terms are in the texts (as the source has them).</summary>
    public bool Matches(string name, string? sender, string? recipients)
    {
        string[][] fields = [SearchWords.Split(name), SearchWords.Split(sender), SearchWords.Split(recipients)];
        return _terms.TrueForAll(term => Array.Exists(fields, term.IsIn));
    }

    private static string ObjectWord(long objectId) => string.Create(CultureInfo.InvariantCulture, $"{ObjectMark}{objectId}");

    private static IEnumerable<string> Terms(string text)
    {
        string[] parts = text.Split('"');
        for (int i = 0; i < parts.Length; i++)
        {
            // Every second part stood between quotation marks.
            foreach (string term in i % 2 == 1 ? [parts[i]] : parts[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                yield return term;
        }
    }

    private void Add(string term)
    {
        bool isPrefix = term.EndsWith('*');
        string text = isPrefix ? term[..^1] : term;
        if (text.AsSpan().ContainsAny('*', '?'))
            throw new InvalidSettingException("Search.Pattern", $"'{term}': words know * at their end only.", "Use a pattern instead, e.g. -Name '*port*'.");
        if (SearchWords.Split(text) is { Length: > 0 } words)
            _terms.Add(new Term(words, isPrefix));
    }

    private string Expression(string and, string or, Func<string, bool, string> quote, long? objectId)
    {
        IEnumerable<string> words = _terms.SelectMany(t => t.Words.Select((word, i) => quote(word, t.IsPrefix && i == t.Words.Length - 1))).Distinct();
        string any = $"(({string.Join(and, words)}){or}{quote(AnyWord, false)})";
        return objectId is { } id ? quote(ObjectWord(id), false) + and + any : any;
    }

    private sealed record Term(string[] Words, bool IsPrefix)
    {
        public bool IsIn(string[] text)
        {
            for (int start = 0; start + Words.Length <= text.Length; start++)
            {
                if (StandsAt(text, start))
                    return true;
            }

            return false;
        }

        private bool StandsAt(string[] text, int start)
        {
            int last = Words.Length - 1;
            return text.AsSpan(start, last).SequenceEqual(Words.AsSpan(0, last))
                && (IsPrefix ? text[start + last].StartsWith(Words[last], StringComparison.Ordinal) : text[start + last] == Words[last]);
        }
    }
}

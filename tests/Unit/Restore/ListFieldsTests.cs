using System.Text.Json;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>Values of list items as Graph takes them.</summary>
public sealed class ListFieldsTests
{
    private const string Columns = """
        [
          { "name": "Title", "text": {} }, { "name": "Amount", "number": {} }, { "name": "Colors", "choice": {} }, { "name": "Boss", "personOrGroup": {} }, { "name": "Team", "personOrGroup": {} },
          { "name": "Parent", "lookup": { "listId": "1" } }, { "name": "Site", "hyperlinkOrPicture": {} }, { "name": "Sum", "calculated": {} }, { "name": "Created", "dateTime": {} },
          { "name": "Secret", "text": {}, "readOnly": true }
        ]
        """;

    private const string Fields = """
        {
          "Title": "one", "Amount": 3.5, "Colors": ["Red", "Blue"], "BossLookupId": "6", "Team": [{ "LookupId": 7, "LookupValue": "x" }, { "LookupId": 8 }], "ParentLookupId": "2",
          "Site": { "Url": "https://x" }, "Sum": "4", "Created": "2024-01-01T00:00:00Z", "Secret": "s", "id": "1", "NoColumn": "x"
        }
        """;

    [Fact]
    public void On_the_site_itself_lookups_and_people_are_written_by_their_ids()
    {
        ListFields fields = ListFields.Of(Json(Fields), Shape(knowsIds: true));

        Assert.Equal(
            """{"Title":"one","Amount":3.5,"Colors@odata.type":"Collection(Edm.String)","Colors":["Red","Blue"],"BossLookupId":6,"TeamLookupId@odata.type":"Collection(Edm.Int32)","TeamLookupId":[7,8],"ParentLookupId":2}""",
            fields.Values.ToJsonString());
        Assert.Equal("Without the values of Site.", fields.Note);
    }

    [Fact]
    public void On_another_site_they_are_left_out_and_named() =>
        Assert.Equal("Without the values of Boss, Team, Parent, Site.", ListFields.Of(Json(Fields), Shape(knowsIds: false)).Note);

    [Fact]
    public void What_an_item_has_beyond_what_it_had_is_emptied()
    {
        ListShape shape = Shape(knowsIds: true);
        ListFields wanted = ListFields.Of(Json("""{ "Title": "one" }"""), shape), live = ListFields.Of(Json("""{ "Title": "two", "Amount": 1, "Colors": ["Red"] }"""), shape);

        Assert.Equal("""{"Title":"one","Amount":null,"Colors":null}""", wanted.ChangesOf(live).ToJsonString());
    }

    [Fact]
    public void Only_columns_that_people_made_and_that_need_no_other_list_are_made_anew() =>
        Assert.Equal(["Amount", "Colors", "Boss", "Team", "Site"], Shape(true).Columns.Where(c => c.CanBeMade).Select(c => c.Name));

    private static ListShape Shape(bool knowsIds) => new([.. Json(Columns).EnumerateArray().Select(ListColumn.Read)], new Dictionary<string, string>(), knowsIds);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
